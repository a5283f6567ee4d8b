import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('gold', import.meta.dirname);
