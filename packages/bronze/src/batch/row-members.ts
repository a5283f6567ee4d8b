import type { MessageRun } from '@assay/query';
import { MAX_EVENTS_PER_MESSAGE, positionOf } from '@assay/schemas';

/** The last sequence whose positions a double holds exactly. */
const LAST_EXACT_SEQUENCE = 2 ** 37 - 1;

/**
 * Gives, for each event of one message, the JSON members of its system columns:
 * `"_pos":…,"_run":…,"_run_pos":…,`, ASCII, to be put in front of the event's own members.
 */
export function rowMembers(
  sequence: bigint,
  run: MessageRun | undefined,
): (index: number) => string {
  const position = positionText(sequence);
  if (run === undefined) {
    return (index) => `"_pos":${position(index)},`;
  }
  const name = asciiJson(run.run);
  const runPosition = ordinalText(run.firstPosition);
  return (index) => `"_pos":${position(index)},"_run":${name},"_run_pos":${runPosition(index)},`;
}

function positionText(sequence: bigint): (index: number) => string {
  if (sequence > LAST_EXACT_SEQUENCE) {
    return (index) => positionOf(sequence, index).toString();
  }
  const first = Number(sequence) * MAX_EVENTS_PER_MESSAGE;
  return (index) => String(first + index);
}

function ordinalText(firstOrdinal: bigint): (index: number) => string {
  if (firstOrdinal > Number.MAX_SAFE_INTEGER - MAX_EVENTS_PER_MESSAGE) {
    return (index) => (firstOrdinal + BigInt(index)).toString();
  }
  const first = Number(firstOrdinal);
  return (index) => String(first + index);
}

/** JSON text in ASCII alone: other characters as `\u` escapes. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
