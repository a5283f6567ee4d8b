import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('cli', import.meta.dirname);
