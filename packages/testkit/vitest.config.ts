import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('testkit', import.meta.dirname);
