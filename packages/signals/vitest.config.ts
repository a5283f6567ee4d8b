import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('signals', import.meta.dirname);
