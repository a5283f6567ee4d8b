import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('replay', import.meta.dirname);
