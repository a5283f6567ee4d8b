import { AnswerIsNo, defineCommand, optionParser, wholeNumber } from '@assay/cli';
import { openLake } from '../lake/open-lake.js';
import { cutoff } from './retain/cutoff.js';
import { writeCertificate } from './verify/certificate-file.js';

interface RetainCommandOptions {
  readonly bronzeDays?: number;
  readonly before?: string;
  readonly dryRun?: boolean;
  readonly certificate?: string;
  readonly config?: string;
}

/** `lake-service retain --bronze-days N`: deletes old days of Bronze that Silver holds, on a certificate. */
export const retainCommand = defineCommand<RetainCommandOptions>({
  name: 'retain',
  summary: 'delete old days of Bronze that Silver holds, once a certificate vouches for them',
  examples: [
    'retain --bronze-days 90 --dry-run',
    'retain --bronze-days 90',
    'retain --before 2025-12-01 --certificate bronze-2025-11.json',
  ],
  declare: (command) => {
    command
      .option(
        '--bronze-days <n>',
        'keep today and the n UTC dates before it',
        optionParser('--bronze-days', wholeNumber(1, 36_500)),
      )
      .option('--before <date>', 'delete only what is before this UTC date')
      .option('--dry-run', 'say which days would go, and which would not; write nothing')
      .option('--certificate <file>', 'write the certificate of the days here as well')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const before = cutoff(options, context.clock.nowNs());
    const [{ retainBronze }, { createBronzeAcceptance }, { explainRetain }, texts] =
      await Promise.all([
        import('@assay/bronze'),
        import('@assay/silver'),
        import('./retain/explain-retain.js'),
        import('./retain/retain-text.js'),
      ]);
    const dryRun = options.dryRun === true;
    const { store, openPlace } = await openLake(context, options.config, dryRun ? 'read' : 'write');
    const progress = context.progress({ label: 'retain', unit: 'files' });
    const acceptance = createBronzeAcceptance({ store, openPlace });
    const report = await retainBronze({
      store,
      openPlace,
      before,
      accepts: (day) => acceptance.problemOf(day),
      dryRun,
      onProgress: (files, total) => {
        progress.update(files, total);
      },
    }).catch((error: unknown) => {
      throw explainRetain(error);
    });
    progress.finish();
    if (options.certificate !== undefined && report.certificate !== undefined) {
      await writeCertificate(options.certificate, report.certificate);
    }
    const result = texts.plainRetainReport(report);
    const text = texts.retainText(report);
    const isNo = report.retired.length === 0 && report.kept.length > 0;
    if (isNo || report.strange.length > 0) {
      throw new AnswerIsNo(text, result);
    }
    return { result, text };
  },
});
