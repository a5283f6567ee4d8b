export { configFields, type ServiceConfig, type ServicePlaces } from './config.js';
export { program } from './program.js';
export { LakeService } from './service.js';
export type { ServiceParts, ServiceStatus } from './service-parts.js';
