import type { DeadLetterReader, LetterFilter } from '@assay/bronze';
import { CommandFailure, parseDates } from '@assay/cli';
import {
  createDatasetRegistry,
  DEAD_LETTER_REASONS,
  parseDeadLetterId,
  type DeadLetterId,
} from '@assay/schemas';

/** Options of `lake-service dead-letters`. */
export interface LetterOptions {
  readonly shard?: string;
  readonly reason?: string;
  readonly dataset?: string;
  readonly open?: boolean;
  readonly date?: string;
  readonly since?: string;
  readonly limit?: number;
  readonly raw?: boolean;
  readonly subject?: string;
  readonly evenIfRefused?: boolean;
  readonly dryRun?: boolean;
  readonly url?: string;
  readonly takeOver?: boolean;
  readonly config?: string;
}

/** Of an option as the command line has it: `--dry-run`. */
const dashed = (name: string) => `--${name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`)}`;

const NS_PER_MS = 1_000_000n;
const DAY_MS = 86_400_000;

/** Refuses options that the action does not know: a filter ignored would be a wrong answer. */
export function refuseOthers(
  action: string,
  options: LetterOptions,
  known: readonly (keyof LetterOptions)[],
): void {
  const others = Object.keys(options).filter(
    (name) => !(known as readonly string[]).includes(name),
  );
  if (others.length > 0) {
    const given = others.map(dashed).join(', ');
    throw new CommandFailure('BAD_USAGE', `dead-letters ${action}: expected no ${given}`, {
      next: `leave it out, or run "lake-service dead-letters --help"`,
    });
  }
}

/** The filter that options name. Throws `BAD_USAGE` for what no letter can have. */
export function letterFilter(options: LetterOptions): LetterFilter {
  const { shard, reason, dataset, open } = options;
  if (reason !== undefined && !(reason in DEAD_LETTER_REASONS)) {
    throw badOption('reason', Object.keys(DEAD_LETTER_REASONS), reason);
  }
  const registry = createDatasetRegistry();
  const id = dataset === undefined ? undefined : registry.find(dataset)?.id;
  if (dataset !== undefined && id === undefined) {
    const ids = registry.all.map((each) => each.id);
    throw badOption('dataset', ids, dataset);
  }
  return {
    ...(shard === undefined ? {} : { shard }),
    ...(reason === undefined ? {} : { reason }),
    ...(id === undefined ? {} : { dataset: id }),
    ...(open === true ? { state: 'open' } : {}),
    ...timeFilter(options),
  };
}

function timeFilter({ date, since }: LetterOptions): Pick<LetterFilter, 'sinceNs' | 'untilNs'> {
  if (date !== undefined && since !== undefined) {
    throw new CommandFailure('BAD_USAGE', 'expected either --date or --since, was both');
  }
  if (date !== undefined) {
    const { first, last } = parseDates(date, '--date');
    return { sinceNs: nsOf(first), untilNs: nsOf(last) + BigInt(DAY_MS) * NS_PER_MS };
  }
  return since === undefined ? {} : { sinceNs: nsOf(since) };
}

/** Nanoseconds of a UTC date, or of a time with its zone. */
function nsOf(text: string): bigint {
  const isTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text);
  const milliseconds = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    const expected = 'YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ';
    throw new CommandFailure('BAD_USAGE', `--since: expected ${expected}, was "${text}"`);
  }
  return BigInt(milliseconds) * NS_PER_MS;
}

/** Throws `BAD_USAGE` for a subject that no dataset comes on: what is sent on it would be refused again. */
export function assertSubject(subject: string | undefined): void {
  const registry = createDatasetRegistry();
  if (subject !== undefined && registry.bySubject(subject) === undefined) {
    const known = registry.all.flatMap((each) => each.subject ?? []);
    throw badOption('subject', known, subject);
  }
}

/** The ids given as arguments. Throws `BAD_USAGE` for what is none. */
export function letterIds(given: readonly string[]): DeadLetterId[] {
  return given.map((text) => {
    const id = parseDeadLetterId(text);
    if (id === undefined) {
      throw new CommandFailure(
        'BAD_USAGE',
        `expected the id of a dead letter (<shard>/<epoch>/<sequence>/<index>), was "${text}"`,
        { next: 'run "lake-service dead-letters list" to see them' },
      );
    }
    return id;
  });
}

/** A shard that the lake does not have has no letters for another reason than one that has none. */
export function assertShard({ index }: DeadLetterReader, shard: string | undefined): void {
  if (shard === undefined || index.shards.includes(shard)) {
    return;
  }
  const known = index.shards.length === 0 ? 'none' : index.shards.join(', ');
  throw new CommandFailure(
    'MISSING_DATA',
    `--shard: expected a shard of this lake (${known}), was "${shard}"`,
    { next: 'name one of them, or see that DATA_ROOT is the lake that is meant' },
  );
}

function badOption(name: string, known: readonly string[], was: string): CommandFailure {
  const words = `--${name}: expected one of ${known.join(', ')}, was "${was}"`;
  return new CommandFailure('BAD_USAGE', words, { next: 'give one of them' });
}
