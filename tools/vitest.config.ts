import { projectConfig } from '../vitest.shared.mjs';

export default projectConfig('tools', import.meta.dirname);
