export { configFields, type ServiceConfig, type ServicePlaces } from './config.js';
export { program } from './program.js';
export { LakeService, type ServiceParts, type ServiceStatus } from './service.js';
