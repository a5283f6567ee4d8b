import { RUN_HEADER, RUN_POSITION_HEADER } from '@assay/schemas';
import type { MessageHeaders } from '../event-log.js';

/** The server stores a message with an id that it has seen in its duplicate window only once. */
export const MESSAGE_ID_HEADER = 'Nats-Msg-Id';

/** Ids of messages that belong to no producer's run: by them a retry is recognised all the same. */
const GENERATED = /^assay\.[0-9a-f]+:\d+$/;

/** Ids of a run's messages: `<run>:<ordinal of the first event>`, the same in every try. */
export function runMessageId(headers: MessageHeaders | undefined): string | undefined {
  const run = headers?.[RUN_HEADER];
  const position = headers?.[RUN_POSITION_HEADER];
  return run === undefined || position === undefined ? undefined : `${run}:${position}`;
}

/** The id of the `count`-th message without a run that this publisher sends. */
export function generatedMessageId(publisher: string, count: number): string {
  return `assay.${publisher}:${count}`;
}

/** Whether the id among these headers is one that `append` made, so that nobody asked for it. */
export function isOwnMessageId(headers: MessageHeaders): boolean {
  const id = headers[MESSAGE_ID_HEADER];
  if (id === undefined) return false;
  const ofRun = runMessageId(headers);
  return GENERATED.test(id) || (ofRun !== undefined && id.startsWith(ofRun));
}
