import {
  AnswerIsNo,
  CommandFailure,
  defineCommand,
  optionParser,
  parseDate,
  wholeNumber,
} from '@assay/cli';
import { createDatasetRegistry } from '@assay/schemas';
import { openLake } from '../lake/open-lake.js';

interface ArchiveCommandOptions {
  readonly before: string;
  readonly to: string;
  readonly dataset?: string;
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  readonly jobs?: number;
  readonly config?: string;
}

/** `lake-service archive --before D --to URI`: moves old days of Bronze to another place. */
export const archiveCommand = defineCommand<ArchiveCommandOptions>({
  name: 'archive',
  summary: 'copy the files of old days elsewhere and seal them there; readers follow',
  examples: [
    'archive --before 2025-12-01 --to s3://bucket/archive',
    'archive --before 2025-12-01 --to s3://bucket/archive --delete',
    'archive --before 2025-12-01 --to /mnt/archive --dataset futures.mbp10.v1 --dry-run',
  ],
  declare: (command) => {
    command
      .requiredOption('--before <date>', 'files of the UTC dates before this one')
      .requiredOption('--to <uri>', 'a folder, or s3://bucket/prefix with the S3_ variables')
      .option('--dataset <id>', 'of this dataset alone')
      .option('--delete', 'take away here what is sealed, once it was read back from there')
      .option('--dry-run', 'say what would be archived; write nothing')
      .option(
        '--jobs <n>',
        'files copied side by side (default 4), each 8 MiB at a time',
        optionParser('--jobs', wholeNumber(1, 64)),
      )
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const before = parseDate(options.before, '--before');
    const dataset = datasetId(options.dataset);
    const [{ archiveLake }, { openOtherPlace }, { explainCopy }, { archiveText, plainReport }] =
      await Promise.all([
        import('@assay/bronze'),
        import('./copy/place.js'),
        import('./copy/explain-copy.js'),
        import('./copy/copy-text.js'),
      ]);
    const lake = await openLake(context, options.config, 'write');
    const place = await openOtherPlace(lake, options.to);
    const dryRun = options.dryRun === true;
    const progress = context.progress({ label: 'archive', unit: 'bytes' });
    const report = await archiveLake({
      store: lake.store,
      ...place,
      before,
      ...(dataset === undefined ? {} : { dataset }),
      remove: options.delete === true,
      dryRun,
      clock: context.clock,
      onProgress: ({ bytes, totalBytes }) => progress.update(bytes, totalBytes),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    }).catch((error: unknown) => {
      throw explainCopy(error);
    });
    progress.finish();
    const result = plainReport({ ...report, dryRun });
    const text = archiveText(report, dryRun);
    if (report.problems.length > 0) {
      throw new AnswerIsNo(text, result);
    }
    return { result, text };
  },
});

function datasetId(given: string | undefined): string | undefined {
  if (given === undefined) {
    return undefined;
  }
  const registry = createDatasetRegistry();
  const dataset = registry.find(given);
  if (dataset === undefined) {
    const ids = registry.all.map(({ id }) => id).join(', ');
    throw new CommandFailure('BAD_INPUT', `--dataset: expected one of ${ids}, was "${given}"`, {
      next: 'give one of them, or leave --dataset out for all',
    });
  }
  return dataset.id;
}
