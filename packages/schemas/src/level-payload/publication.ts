import { levelsSignals, type LevelSignal } from '../datasets/levels-signals.js';
import { encodeLevelPayload } from './encode-payload.js';

/** Header of a message that publishes rows which an engine stores in Gold itself: its id. */
const PUBLICATION_HEADER = 'Assay-Publication';
/** By this a server drops a second message with the same id. */
const MESSAGE_ID_HEADER = 'Nats-Msg-Id';

const ID = /^(.+):(\d{1,19})$/;

/** Which rows of which engine a message publishes. */
export interface Publication {
  readonly fingerprint: string;
  readonly tsEventNs: bigint;
}

/** A tick's rows as a message for the log. */
export interface PublishedLevels {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** `<engine fingerprint>:<T>`: the same however often a tick is computed. */
export function publicationId({ fingerprint, tsEventNs }: Publication): string {
  return `${fingerprint}:${tsEventNs}`;
}

/**
 * The message on `levels.signals` that publishes what an engine computed for one tick, marked so that a
 * Gold writer does not store it a second time. Throws `BAD_VALUE` as `encodeLevelPayload` does.
 */
export function publishedLevels(
  fingerprint: string,
  rows: readonly LevelSignal[],
): PublishedLevels {
  const bytes = Buffer.from(encodeLevelPayload(rows), 'utf8');
  const id = publicationId({ fingerprint, tsEventNs: rows[0].ts_event_ns });
  return {
    subject: levelsSignals.subject ?? levelsSignals.name,
    headers: {
      'Content-Type': 'application/json',
      [MESSAGE_ID_HEADER]: id,
      [PUBLICATION_HEADER]: id,
    },
    bytes,
  };
}

/** What a message publishes, by its headers; undefined for any other message. */
export function publicationOf(
  headers: Readonly<Record<string, string>> | undefined,
): Publication | undefined {
  const id: string | undefined = headers?.[PUBLICATION_HEADER];
  const [, fingerprint, time] = ID.exec(id ?? '') ?? [];
  return time === undefined ? undefined : { fingerprint, tsEventNs: BigInt(time) };
}
