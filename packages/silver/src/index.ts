export { SilverError, type SilverErrorCode } from './errors.js';
