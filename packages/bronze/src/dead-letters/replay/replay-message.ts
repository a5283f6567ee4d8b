import type { OutgoingMessage } from '@assay/bus';
import {
  formatDeadLetterId,
  REPLAY_OF_HEADER,
  replayRun,
  replaySubject,
  RUN_HEADER,
  RUN_POSITION_HEADER,
  SUBJECT_HEADER,
} from '@assay/schemas';
import type { LetterWithEvent } from '../stored-letter.js';

/** Headers that say where the message came from, and not what it holds. */
const OF_DELIVERY = /^(?:Nats-|Assay-Run$|Assay-Run-Pos$|Assay-Replay-Of$)/i;

/**
 * The message that brings a letter's event once more: its own bytes, under its own identity. That
 * is the run and ordinal that it had, the line's own where its message held many; else the run of
 * its shard's replays with its position as ordinal, which every replay of it has in common.
 *
 * @param correctedSubject the subject that it should have come on
 */
export function replayMessage(letter: LetterWithEvent, correctedSubject?: string): OutgoingMessage {
  const { id, headers = {}, subject, event } = letter;
  const { run, ordinal } = letter.run ?? {
    run: replayRun(id.shard, id.epoch),
    ordinal: id.position,
  };
  const kept = Object.entries(headers).filter(([name]) => !OF_DELIVERY.test(name));
  return {
    subject: replaySubject(subject, id),
    headers: {
      ...Object.fromEntries(kept),
      ...(correctedSubject === undefined ? {} : { [SUBJECT_HEADER]: correctedSubject }),
      [RUN_HEADER]: run,
      [RUN_POSITION_HEADER]: ordinal.toString(),
      [REPLAY_OF_HEADER]: formatDeadLetterId(id),
    },
    bytes: event,
  };
}
