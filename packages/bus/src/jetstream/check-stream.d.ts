import type { StreamConfig } from '@nats-io/jetstream';
import type { StreamDeclaration, StreamSettings } from './stream-declarations.js';
/** Something about an existing stream that is not as it should be. */
export interface StreamFinding {
  /** `error`: this stream would lose events in silence, so it is not used. */
  readonly severity: 'error' | 'warning';
  readonly stream: string;
  /** The setting, as the server calls it. */
  readonly setting: string;
  readonly value: string;
  readonly expected: string;
  /** What may happen, and what to change. */
  readonly advice: string;
}
/** Holds the configuration of an existing stream against the declared one. */
export declare function checkStream(
  declaration: StreamDeclaration,
  settings: StreamSettings,
  found: StreamConfig,
): readonly StreamFinding[];
/** One line for people: setting, value, expectation, what to do. */
export declare function describeFinding(finding: StreamFinding): string;
//# sourceMappingURL=check-stream.d.ts.map
