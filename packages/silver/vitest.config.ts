import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('silver', import.meta.dirname);
