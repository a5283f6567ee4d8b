import { readFile, writeFile } from 'node:fs/promises';
import {
  AnswerIsNo,
  CommandFailure,
  defineCommand,
  parseDates,
  toPlain,
  type CommandContext,
} from '@assay/cli';
import type { VerifyReport } from '@assay/bronze';
import { checkCertificate, encodeCertificate, type Certificate } from '@assay/schemas';
import { explain } from '../explain.js';
import { openLake, type OpenLake } from '../lake/open-lake.js';
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
      .option('--tier <tier>', 'bronze, the only tier with logs in this release', 'bronze')
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
      throw new CommandFailure('BAD_USAGE', `--tier: expected bronze, was "${options.tier}"`);
    }
    const dates = options.date === undefined ? undefined : parseDates(options.date).dates;
    const earlier =
      options.extends === undefined ? undefined : await readCertificate(options.extends);
    const lake = await openLake(context, options.config, 'read');
    const report = await verifyWith(context, options, lake, dates, earlier);
    const { certificate, problems } = report;
    if (report.counts.shards === 0 && problems.length === 0) {
      throw new CommandFailure('MISSING_DATA', `${lake.store.root}: expected a lake, was none`, {
        next: 'set DATA_ROOT to the folder or bucket of a lake',
      });
    }
    const result = toPlain({
      lake: lake.store.root,
      proved: problems.length === 0,
      problems,
      notes: report.notes,
      counts: report.counts,
      certificate: certificate ?? null,
    }) as object;
    const text = verifyText(lake.store.root, report);
    if (problems.length > 0) {
      throw new AnswerIsNo(text, result);
    }
    if (options.certificate !== undefined && certificate !== undefined) {
      await writeCertificate(options.certificate, certificate);
    }
    return { result, text };
  },
});

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
    throw explain(error);
  } finally {
    progress.finish();
    await logs?.close();
  }
}

async function readCertificate(file: string): Promise<Certificate> {
  try {
    return checkCertificate(JSON.parse(await readFile(file, 'utf8')), file);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_INPUT', `--extends: expected a certificate, ${words}`, { cause });
  }
}

async function writeCertificate(file: string, certificate: Certificate): Promise<void> {
  try {
    await writeFile(file, encodeCertificate(certificate));
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('OUTPUT_FAILED', `--certificate: expected to write, ${words}`, {
      cause,
    });
  }
}
