export { feedConfigFields, type FeedConfig } from './config.js';
export { program } from './program.js';
