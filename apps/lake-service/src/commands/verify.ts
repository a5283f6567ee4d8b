import {
  AnswerIsNo,
  CommandFailure,
  defineCommand,
  parseDates,
  toPlain,
  type CommandContext,
} from '@assay/cli';
import type { VerifyReport } from '@assay/bronze';
import type { Certificate } from '@assay/schemas';
import { explainCommand, noLake } from '../explain.js';
import { openLake, type OpenLake } from '../lake/open-lake.js';
import { movedText } from './copy/moved-text.js';
import { readCertificate, writeCertificate } from './verify/certificate-file.js';
import { openShardLogs } from './verify/open-shard-logs.js';
import { verifyText } from './verify/verify-text.js';

/** Options of `lake-service verify`. */
interface VerifyCommandOptions {
  readonly tier: string;
  readonly date?: string;
  readonly shard?: string;
  readonly sealed: boolean;
  readonly againstStream?: boolean;
  readonly extends?: string;
  readonly certificate?: string;
  readonly config?: string;
}

/** `lake-service verify`: whether the lake holds what its commit logs say, and nothing else. */
export const verifyCommand = defineCommand<VerifyCommandOptions>({
  name: 'verify',
  summary: 'prove from its objects alone that the lake holds every event exactly once',
  examples: [
    'verify',
    'verify --date 2025-12-16 --json',
    'verify --against-stream --shard MARKET_FUTURES',
    'verify --certificate lake-2025-12.json',
    'verify --extends lake-2025-11.json --certificate lake-2025-12.json',
  ],
  declare: (command) => {
    command
      .option('--tier <tier>', 'bronze, the only tier that is verified in this release', 'bronze')
      .option('--date <days>', 'open files of this UTC date, or A..B; logs are checked whole')
      .option('--shard <name>', 'this shard alone; orphans are then not looked for')
      .option('--no-sealed', 'count files that were archived or moved, without opening them')
      .option('--against-stream', 'compare what the log still holds with what is stored')
      .option(
        '--extends <file>',
        'prove that the lake of an earlier certificate grew into this one',
      )
      .option('--certificate <file>', 'write the certificate here when everything is proved')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    if (options.tier !== 'bronze') {
      throw new CommandFailure('BAD_USAGE', `--tier: expected bronze, was "${options.tier}"`, {
        next: 'leave --tier out: what Gold stores is not verified by this release',
      });
    }
    const dates = options.date === undefined ? undefined : parseDates(options.date, '--date').dates;
    const earlier =
      options.extends === undefined ? undefined : await readCertificate(options.extends);
    const lake = await openLake(context, options.config, 'read');
    const report = await verifyWith(context, options, lake, dates, earlier);
    const { certificate, problems } = report;
    if (report.counts.shards === 0 && problems.length === 0) {
      throw noLake(lake.store.root);
    }
    refuseEmptyDates(dates, report, lake.store.root);
    const isMoved = report.notes.some(({ kind }) => kind === 'moved');
    const moved = isMoved ? await placeOf(lake) : undefined;
    const result = toPlain({
      lake: lake.store.root,
      movedTo: moved?.places.at(-1) ?? null,
      proved: problems.length === 0,
      problems,
      notes: report.notes,
      counts: report.counts,
      certificate: certificate ?? null,
    }) as object;
    const text = verifyText(lake.store.root, report, moved && movedText(moved));
    if (problems.length > 0) {
      throw new AnswerIsNo(text, result);
    }
    if (options.certificate !== undefined && certificate !== undefined) {
      await writeCertificate(options.certificate, certificate);
    }
    return { result, text };
  },
});

/** Days that the lake has no rows on prove nothing. */
function refuseEmptyDates(
  dates: readonly string[] | undefined,
  { problems, notes }: VerifyReport,
  lake: string,
): void {
  const empty = notes.find(({ kind }) => kind === 'no-rows')?.count;
  if (dates !== undefined && empty === dates.length && problems.length === 0) {
    const days = [...new Set([dates[0], dates.at(-1)])].join('..');
    throw new CommandFailure('MISSING_DATA', `${lake}: no rows on ${days}, no file was opened`, {
      next: 'ask for days that the lake has: verify without --date lists them',
    });
  }
}

async function placeOf({ store, openPlace }: OpenLake) {
  const { currentPlace } = await import('@assay/bronze');
  return currentPlace(store, openPlace);
}

async function verifyWith(
  context: CommandContext,
  { shard, sealed, againstStream }: VerifyCommandOptions,
  { store, openPlace, config, stagingFolder }: OpenLake,
  dates: readonly string[] | undefined,
  earlier: Certificate | undefined,
): Promise<VerifyReport> {
  const { verifyBronze } = await import('@assay/bronze');
  const progress = context.progress({ label: 'verify', unit: 'files' });
  const logs = againstStream === true ? await openShardLogs(config, context) : undefined;
  try {
    return await verifyBronze({
      store,
      openPlace,
      stagingFolder,
      followSeals: sealed,
      onProgress: (files, total) => {
        progress.update(files, total);
      },
      ...(logs === undefined ? {} : { openLog: (name) => logs.open(name) }),
      ...(shard === undefined ? {} : { shards: [shard] }),
      ...(dates === undefined ? {} : { dates }),
      ...(earlier === undefined ? {} : { earlier }),
    });
  } catch (error) {
    throw explainCommand(error, 'read');
  } finally {
    progress.finish();
    await logs?.close();
  }
}
