import { projectConfig } from '../../vitest.shared.mjs';

export default projectConfig('telemetry', import.meta.dirname);
