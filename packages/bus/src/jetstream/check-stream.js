import { streamConfig } from './stream-config.js';
import { patternCovers } from './stream-declarations.js';
/** Holds the configuration of an existing stream against the declared one. */
export function checkStream(declaration, settings, found) {
  const findings = [];
  const wanted = streamConfig(declaration, settings);
  const note = (severity, setting, expected, advice) => {
    const value = describe(setting, found[setting]);
    findings.push({ severity, stream: declaration.name, setting, value, expected, advice });
  };
  const subjects = found.subjects ?? [];
  const missing = declaration.subjects.filter(
    (subject) => !subjects.some((pattern) => patternCovers(pattern, subject)),
  );
  if (missing.length > 0) {
    const copies = found.mirror !== undefined || (found.sources ?? []).length > 0;
    note(
      copies ? 'warning' : 'error',
      'subjects',
      declaration.subjects.join(' '),
      copies
        ? 'it copies another stream: publish there'
        : `nobody would store ${missing.join(' ')}: add them`,
    );
  }
  if (found.retention !== 'limits') {
    note('error', 'retention', 'limits', 'messages would go once read, before they are stored');
  }
  if (found.no_ack ?? false) {
    note('error', 'no_ack', 'false', 'publishers could not know what is stored');
  }
  if ((found.max_msgs_per_subject ?? -1) > 0 && !refusesPerSubject(found)) {
    const advice = 'older messages of a subject would be dropped: set it to -1';
    note('error', 'max_msgs_per_subject', '-1', advice);
  }
  if (found.subject_transform !== undefined) {
    const advice = 'messages would get other subjects, which decide their dataset';
    note('error', 'subject_transform', 'none', advice);
  }
  if (found.storage !== wanted.storage) {
    note('warning', 'storage', 'file', 'a server restart loses what is not in Bronze yet');
  }
  const limited = [found.max_bytes, found.max_msgs].some((limit) => (limit ?? -1) > 0);
  if (limited && found.discard !== wanted.discard) {
    const advice =
      'a full stream would drop its oldest messages, stored or not: let it refuse new ones, or ' +
      'have no max_bytes and max_msgs';
    note('error', 'discard', 'new', advice);
  }
  if (isShorter(found.max_age, wanted.max_age)) {
    const advice = 'messages go before the outage budget is over: raise it';
    note('warning', 'max_age', describe('max_age', wanted.max_age), advice);
  }
  if ((found.duplicate_window ?? 0) < (wanted.duplicate_window ?? 0)) {
    const expected = describe('duplicate_window', wanted.duplicate_window);
    const advice = 'a late retry is stored twice (Silver drops the copy): raise it';
    note('warning', 'duplicate_window', expected, advice);
  }
  if (found.allow_rollup_hdrs) {
    note('warning', 'allow_rollup_hdrs', 'false', 'a message header can empty the stream');
  }
  return findings;
}
function refusesPerSubject(found) {
  return found.discard === 'new' && found.discard_new_per_subject;
}
/** 0 stands for no limit. */
function isShorter(age, wanted) {
  return (age ?? 0) > 0 && ((wanted ?? 0) === 0 || (age ?? 0) < (wanted ?? 0));
}
function describe(setting, value) {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.join(' ');
  if (setting === 'max_age' || setting === 'duplicate_window') {
    return value === 0 ? 'no limit' : `${Number(value) / 1e9} s`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
/** One line for people: setting, value, expectation, what to do. */
export function describeFinding(finding) {
  const { stream, setting, value, expected, advice } = finding;
  return `stream ${stream}: expected ${setting} ${expected}, was ${value}: ${advice}`;
}
//# sourceMappingURL=check-stream.js.map
