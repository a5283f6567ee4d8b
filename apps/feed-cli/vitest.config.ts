import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('feed-cli', import.meta.dirname);
