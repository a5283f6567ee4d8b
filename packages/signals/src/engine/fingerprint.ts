import { canonicalJson, sha256Hex } from '@assay/schemas';
import type { EngineConfig } from '../config/engine-config.js';

/** Raised by every change after which the engine says something else of the same events, or of the same state. */
export const ENGINE_VERSION = 1;

/** Names an engine: SHA-256, lower-case hex, of its version and configuration. The same name, the same answers. */
export function engineFingerprint(config: EngineConfig): string {
  return sha256Hex(canonicalJson({ version: ENGINE_VERSION, config }));
}
