import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('lake-service', import.meta.dirname);
