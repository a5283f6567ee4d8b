import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('bus', import.meta.dirname);
