import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('ledger', import.meta.dirname);
