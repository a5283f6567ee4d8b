import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('bronze', import.meta.dirname);
