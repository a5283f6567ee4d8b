import { replayLetters, type ReplayOutcome } from '@assay/bronze';
import { CommandFailure, type CommandContext, type CommandOutput } from '@assay/cli';
import { formatDeadLetterId } from '@assay/schemas';
import {
  assertShard,
  assertSubject,
  letterFilter,
  letterIds,
  refuseOthers,
  type LetterOptions,
} from './letter-options.js';
import { describedLog, openReplayLog } from './replay-log.js';
import { replayAnswer } from './replay-answer.js';
import { replayOverHttp } from './replay-over-http.js';
import { withLetters } from './with-letters.js';

const KNOWN = ['shard', 'reason', 'dataset', 'date', 'since', 'subject', 'config'] as const;
const HOW = ['evenIfRefused', 'dryRun', 'takeOver', 'url'] as const;

/** `dead-letters replay`: letters into the log once more, each once, whatever happens. */
export async function replayDeadLetters(
  context: CommandContext,
  given: readonly string[],
  options: LetterOptions,
): Promise<CommandOutput> {
  refuseOthers('replay', options, [...KNOWN, ...HOW]);
  assertSubject(options.subject);
  const filter = letterFilter(options);
  if (given.length > 0 && Object.keys(filter).length > 0) {
    throw new CommandFailure(
      'BAD_USAGE',
      'dead-letters replay: expected ids or a filter, was both',
    );
  }
  const ids = letterIds(given);
  if (options.url !== undefined) {
    return replayOverHttp(context, options.url, given, options);
  }
  return withLetters(context, options.config, 'write', async (letters, lake) => {
    assertShard(letters, options.shard);
    for (const id of ids) {
      if ((await letters.find(id)) === undefined) {
        const words = `expected a dead letter ${formatDeadLetterId(id)}, was none`;
        throw new CommandFailure('MISSING_DATA', words, {
          next: 'run "lake-service dead-letters list" to see them',
        });
      }
    }
    const { subject, dryRun = false, evenIfRefused = false, takeOver = false } = options;
    context.status(dryRun ? 'looking at dead letters' : 'opening the log');
    const log = dryRun ? describedLog(lake) : await openReplayLog(context, lake, takeOver);
    const abort = new AbortController();
    const ended = context.onShutdown(() => abort.abort());
    const progress = context.progress({ label: 'replay', unit: 'letters' });
    const outcomes: ReplayOutcome[] = [];
    try {
      const summary = await replayLetters({
        ...{ letters, target: log.target, filter, dryRun, evenIfRefused, signal: abort.signal },
        ...(ids.length === 0 ? {} : { ids }),
        ...(subject === undefined ? {} : { subject }),
        onOutcome: (outcome) => {
          progress.add(1);
          outcomes.push(outcome);
        },
      });
      progress.finish();
      await log.close();
      ended();
      return replayAnswer(summary, outcomes, { dryRun, stored: log.stores });
    } catch (error) {
      // What was sent is stored all the same; a failure of the log comes back from closing it.
      await log.close().catch(() => undefined);
      throw error;
    }
  });
}
