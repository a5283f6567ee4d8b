import type { MessageHeaders } from '../event-log.js';
/** The server stores a message with an id that it has seen in its duplicate window only once. */
export declare const MESSAGE_ID_HEADER = 'Nats-Msg-Id';
/** Ids of a run's messages: `<run>:<ordinal of the first event>`, the same in every try. */
export declare function runMessageId(headers: MessageHeaders | undefined): string | undefined;
/** The id of the `count`-th message without a run that this publisher sends. */
export declare function generatedMessageId(publisher: string, count: number): string;
/** The id of a message whose own id stands for another one. */
export declare function otherContentId(id: string, sha256: string): string;
/** Whether the id among these headers is one that `append` made, so that nobody asked for it. */
export declare function isOwnMessageId(headers: MessageHeaders): boolean;
//# sourceMappingURL=message-id.d.ts.map
