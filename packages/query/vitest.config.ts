import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('query', import.meta.dirname);
