import { RUN_HEADER, RUN_POSITION_HEADER } from '@assay/schemas';
/** The server stores a message with an id that it has seen in its duplicate window only once. */
export const MESSAGE_ID_HEADER = 'Nats-Msg-Id';
/** Ids of messages that belong to no producer's run: by them a retry is recognised all the same. */
const GENERATED = /^assay\.[0-9a-f]+:\d+$/;
/** What follows an id that another message had first. */
const OTHER_CONTENT = /^#[0-9a-f]{16}$/;
/** Ids of a run's messages: `<run>:<ordinal of the first event>`, the same in every try. */
export function runMessageId(headers) {
  const run = headers?.[RUN_HEADER];
  const position = headers?.[RUN_POSITION_HEADER];
  return run === undefined || position === undefined ? undefined : `${run}:${position}`;
}
/** The id of the `count`-th message without a run that this publisher sends. */
export function generatedMessageId(publisher, count) {
  return `assay.${publisher}:${count}`;
}
/** The id of a message whose own id stands for another one. */
export function otherContentId(id, sha256) {
  return `${id}#${sha256.slice(0, 16)}`;
}
/** Whether the id among these headers is one that `append` made, so that nobody asked for it. */
export function isOwnMessageId(headers) {
  const id = headers[MESSAGE_ID_HEADER];
  if (id === undefined) return false;
  if (GENERATED.test(id)) return true;
  const ofRun = runMessageId(headers);
  if (ofRun === undefined || !id.startsWith(ofRun)) return false;
  const rest = id.slice(ofRun.length);
  return rest === '' || OTHER_CONTENT.test(rest);
}
//# sourceMappingURL=message-id.js.map
