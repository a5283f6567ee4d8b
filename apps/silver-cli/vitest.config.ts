import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('silver-cli', import.meta.dirname);
