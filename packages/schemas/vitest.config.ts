import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('schemas', import.meta.dirname);
