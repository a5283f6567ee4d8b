import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('wal', import.meta.dirname);
