import { BusError } from '../errors.js';
/** Whether the server said that there is no such stream. */
export declare function isStreamNotFound(error: unknown): boolean;
/** Whether the server said that it does not have this message. */
export declare function isMessageNotFound(error: unknown): boolean;
/** An error of the NATS client in the words of the port; any other error as it is. `what` was tried. */
export declare function natsToBusError(error: unknown, what: string): unknown;
/** JetStream was there when the log was opened: one that does not answer now is starting. */
export declare function whileStarting(error: unknown): unknown;
/** What a publisher was told instead of an acknowledgement. */
export declare function publishRefusal(
  error: {
    readonly code?: number;
    readonly description?: string;
  },
  what: string,
): BusError;
//# sourceMappingURL=nats-errors.d.ts.map
