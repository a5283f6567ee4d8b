import { REPLAY_OUTCOMES, type ReplayOutcome, type ReplaySummary } from '@assay/bronze';
import { AnswerIsNo, formatNumber, formatTable, type CommandOutput } from '@assay/cli';
import { formatDeadLetterId } from '@assay/schemas';
import { countedLetters } from './letter-text.js';

/** Letters told one by one. */
const SHOWN = 20;
/** Letters that stay open, and can be helped. */
const REMAIN = new Set(['still-refused', 'cannot-be-sent', 'other-log']);

const WORDS: Readonly<Record<ReplayOutcome['kind'], string>> = {
  sent: 'sent',
  'in-log': 'in the log already, waiting to be stored',
  'already-replayed': 'replayed before',
  'still-refused': 'still refused by this release (--even-if-refused sends them all the same)',
  'nothing-to-send': 'empty messages, with nothing to send',
  'cannot-be-sent': 'not taken by the log',
  'other-log': 'of another log (set or unset NATS_URL)',
};

/** How the replay went. Throws `AnswerIsNo` where letters that are meant stay open. */
export function replayAnswer(
  { letters, outcomes, interrupted }: ReplaySummary,
  all: readonly ReplayOutcome[],
  { dryRun, stored }: { readonly dryRun: boolean; readonly stored: boolean },
): CommandOutput {
  const remaining = all.filter(({ kind }) => REMAIN.has(kind));
  const complete = remaining.length === 0 && !interrupted;
  const result = {
    complete,
    interrupted,
    dry_run: dryRun,
    stored: stored && outcomes.sent > 0,
    letters,
    outcomes: Object.fromEntries(
      REPLAY_OUTCOMES.map((kind) => [kind.replaceAll('-', '_'), outcomes[kind]]),
    ),
    remaining: remaining.map(({ id, kind, detail }) => ({
      id: formatDeadLetterId(id),
      outcome: kind,
      detail: detail ?? null,
    })),
  };
  const text = lines(letters, outcomes, remaining, { dryRun, stored, interrupted }).join('\n');
  if (!complete) {
    throw new AnswerIsNo(text, result);
  }
  return { result, text };
}

function lines(
  letters: number,
  outcomes: ReplaySummary['outcomes'],
  remaining: readonly ReplayOutcome[],
  how: { readonly dryRun: boolean; readonly stored: boolean; readonly interrupted: boolean },
): string[] {
  if (letters === 0) {
    return ['No open dead letters of this kind: nothing to replay.'];
  }
  const what = how.dryRun ? 'would be ' : '';
  const counted = REPLAY_OUTCOMES.filter((kind) => outcomes[kind] > 0).map(
    (kind) => `  ${formatNumber(outcomes[kind])} ${kind === 'sent' ? what : ''}${WORDS[kind]}`,
  );
  const shown = remaining
    .slice(0, SHOWN)
    .map(({ id, kind, detail }) => [formatDeadLetterId(id), kind, detail]);
  return [
    `${countedLetters(letters)}:`,
    ...counted,
    ...(how.interrupted ? ['Stopped before the end: run it again to go on.'] : []),
    ...(outcomes.sent === 0 || how.dryRun
      ? []
      : [how.stored ? 'What was sent is stored.' : 'A lake service stores what was sent.']),
    ...(shown.length === 0 ? [] : ['', formatTable(['letter', 'outcome', 'detail'], shown)]),
  ];
}
