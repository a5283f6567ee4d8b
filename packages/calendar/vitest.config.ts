import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('calendar', import.meta.dirname);
