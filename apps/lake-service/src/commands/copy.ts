import { AnswerIsNo, defineCommand, optionParser, wholeNumber } from '@assay/cli';
import { movedText } from './copy/moved-text.js';
import { openLake } from '../lake/open-lake.js';

interface CopyOptions {
  readonly to: string;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
  readonly jobs?: number;
  readonly config?: string;
}

/** `lake-service copy --to URI`: moves a whole lake to another place, or makes a backup of it. */
export const copyCommand = defineCommand<CopyOptions>({
  name: 'copy',
  summary: 'move the whole lake to another place, or back it up, every digest checked',
  examples: [
    'copy --to s3://bucket/lake',
    'copy --to /backup/lake --keep',
    'copy --to s3://bucket/lake --dry-run --json',
  ],
  declare: (command) => {
    command
      .requiredOption('--to <uri>', 'a folder, or s3://bucket/prefix with the S3_ variables')
      .option('--keep', 'a backup: the lake here goes on; two lakes may then grow apart')
      .option('--dry-run', 'say what would be copied; write nothing')
      .option(
        '--jobs <n>',
        'files copied side by side (default 4), each 8 MiB at a time',
        optionParser('--jobs', wholeNumber(1, 64)),
      )
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const [{ BronzeError, copyLake, currentPlace }, { openOtherPlace }, { explainCopy }, texts] =
      await Promise.all([
        import('@assay/bronze'),
        import('./copy/place.js'),
        import('./copy/explain-copy.js'),
        import('./copy/copy-text.js'),
      ]);
    const { copyText, plainReport } = texts;
    const lake = await openLake(context, options.config, 'write');
    const place = await openOtherPlace(lake, options.to);
    const wentOn = async () => movedText(await currentPlace(lake.store, lake.openPlace));
    const dryRun = options.dryRun === true;
    const progress = context.progress({ label: 'copy', unit: 'bytes' });
    const report = await copyLake({
      from: lake.store,
      ...place,
      seal: options.keep !== true,
      dryRun,
      clock: context.clock,
      onProgress: ({ bytes, totalBytes }) => progress.update(bytes, totalBytes),
      onWaiting: (lease) =>
        context.say(`looking whether ${lease?.host ?? 'somebody'} still writes this lake …`),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    }).catch(async (error: unknown) => {
      const isMoved = error instanceof BronzeError && error.code === 'MOVED';
      throw explainCopy(error, isMoved ? await wentOn() : undefined);
    });
    progress.finish();
    const result = plainReport({ ...report, dryRun });
    const isOld = report.sealed && report.passes === 0;
    const text = copyText(report, dryRun, isOld ? await wentOn() : undefined);
    if (report.problems.length > 0) {
      throw new AnswerIsNo(text, result);
    }
    return { result, text };
  },
});
