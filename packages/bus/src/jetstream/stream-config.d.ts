import type { StreamConfig } from '@nats-io/jetstream';
import type { StreamDeclaration, StreamSettings } from './stream-declarations.js';
/**
 * The one place that says how a stream is made, and what an existing one is held against.
 *
 * `limits` retention: several readers share a stream, and what one has read must stay for the others.
 * `discard: new`: a full stream refuses, and the publisher knows; `old` would drop what Bronze still
 * needs, in silence. `file` storage: memory is gone with the process. Direct gets are allowed, so that
 * a stored message can be looked up cheaply. No rollups: a header must not be able to empty a stream.
 */
export declare function streamConfig(
  stream: StreamDeclaration,
  settings: StreamSettings,
): Partial<StreamConfig> & {
  readonly name: string;
};
//# sourceMappingURL=stream-config.d.ts.map
