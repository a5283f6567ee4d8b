import { REPLAY_OUTCOMES, type ReplayOutcome, type ReplaySummary } from '@assay/bronze';
import { CommandFailure, type CommandContext, type CommandOutput } from '@assay/cli';
import { parseDeadLetterId } from '@assay/schemas';
import type { LetterOptions } from './letter-options.js';
import { replayAnswer } from './replay-answer.js';

const NEXT =
  'see that a lake service runs there, then run the command again: what was sent is not sent twice';

/** One line of the service's reply. */
interface ReplyLine {
  readonly id?: string;
  readonly outcome?: string;
  readonly detail?: string;
  readonly summary?: ReplaySummary & { readonly stored: boolean };
  readonly error?: { readonly code: string; readonly message: string };
}

/** Lets a running service replay letters of its own lake, and tells how it goes. */
export async function replayOverHttp(
  context: CommandContext,
  url: string,
  ids: readonly string[],
  options: LetterOptions,
): Promise<CommandOutput> {
  const { shard, reason, dataset, date, since, subject, evenIfRefused, dryRun = false } = options;
  const wanted = { shard, reason, dataset, date, since, subject, evenIfRefused, dryRun, ids };
  const abort = new AbortController();
  const ended = context.onShutdown(() => abort.abort());
  const progress = context.progress({ label: 'replay', unit: 'letters' });
  const outcomes: ReplayOutcome[] = [];
  let summary: ReplyLine['summary'];
  try {
    for await (const line of request(address(url), JSON.stringify(wanted), abort.signal)) {
      const outcome = outcomeOf(line);
      if (outcome !== undefined) {
        outcomes.push(outcome);
        progress.add(1);
      }
      if (line.error !== undefined) {
        throw unreachable(url, line.error.message);
      }
      summary = line.summary ?? summary;
    }
  } catch (error) {
    if (error instanceof CommandFailure) {
      throw error;
    }
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw unreachable(url, cause instanceof Error ? cause.message : String(cause));
  } finally {
    progress.finish();
    ended();
  }
  if (summary === undefined) {
    throw unreachable(url, 'a reply that was cut off');
  }
  return replayAnswer(summary, outcomes, { dryRun, stored: summary.stored });
}

function address(url: string): URL {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CommandFailure('BAD_USAGE', `--url: expected an http URL, was "${url}"`, {
      next: 'give it as the service prints it, e.g. http://127.0.0.1:8080',
    });
  }
  return new URL('dead-letters/replay', url.endsWith('/') ? url : `${url}/`);
}

async function* request(url: URL, body: string, signal: AbortSignal): AsyncGenerator<ReplyLine> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  if (!response.ok || response.body === null) {
    const { error } = lineOf(await response.text(), url.href);
    const message = error?.message ?? `HTTP ${response.status}`;
    throw response.status === 400
      ? new CommandFailure('BAD_USAGE', message)
      : unreachable(url.href, message);
  }
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield lineOf(line, url.href);
    }
  }
}

function lineOf(text: string, url: string): ReplyLine {
  try {
    return Object(JSON.parse(text)) as ReplyLine;
  } catch {
    throw unreachable(url, text.slice(0, 200));
  }
}

function outcomeOf({ id, outcome, detail }: ReplyLine): ReplayOutcome | undefined {
  const letter = parseDeadLetterId(id ?? '');
  const kind = REPLAY_OUTCOMES.find((each) => each === outcome);
  return letter === undefined || kind === undefined
    ? undefined
    : { id: letter, kind, ...(detail === undefined ? {} : { detail }) };
}

function unreachable(url: string, was: string): CommandFailure {
  return new CommandFailure('UNREACHABLE', `${url}: expected a lake service, was ${was}`, {
    next: NEXT,
    retryable: true,
  });
}
