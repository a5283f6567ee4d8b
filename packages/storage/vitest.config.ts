import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('storage', import.meta.dirname);
