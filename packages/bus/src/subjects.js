import { BusError } from './errors.js';
const LEVELS_SUBJECT = 'levels.signals';
const LEVELS_PREFIX = 'levels.';
/**
 * The log that a subject belongs to. `levels` holds `levels.signals` alone. `market` takes every other
 * subject, known or not: what an unknown one holds is decided later, by the envelope or the fields.
 * Rejects with `BAD_SUBJECT` the empty subject, and any other under `levels.`: nobody would read it.
 */
export function streamOf(subject) {
  if (subject === LEVELS_SUBJECT) return 'levels';
  if (subject !== '' && subject !== 'levels' && !subject.startsWith(LEVELS_PREFIX)) return 'market';
  throw new BusError(
    'BAD_SUBJECT',
    `expected '${LEVELS_SUBJECT}' or a subject outside '${LEVELS_PREFIX}', was '${subject}'`,
  );
}
/** Refuses a subject that belongs to another log. */
export function assertSubjectOf(stream, subject) {
  const belongsTo = streamOf(subject);
  if (belongsTo === stream) return;
  throw new BusError(
    'BAD_SUBJECT',
    `the log '${stream}' does not take '${subject}'; append it to '${belongsTo}'`,
  );
}
//# sourceMappingURL=subjects.js.map
