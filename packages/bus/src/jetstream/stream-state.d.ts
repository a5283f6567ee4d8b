import type { StreamInfo } from '@nats-io/jetstream';
import type { LogState } from '../event-log.js';
/** The port's words for what a stream says of itself. */
export declare function toLogState(info: StreamInfo): LogState;
/** Nanoseconds since 1970 of the server's text form of a time, `2026-01-02T03:04:05.123456789Z`. */
export declare function parseServerTime(text: string): bigint;
//# sourceMappingURL=stream-state.d.ts.map
