import type { LedgerEntryKind, LedgerTier } from '@assay/schemas';
import type { Metrics } from '@assay/telemetry';

/** What a session counts. */
export interface LedgerMetrics {
  entryCreated(kind: LedgerEntryKind): void;
  filePublished(): void;
  fileFound(): void;
  undecided(): void;
  fenced(): void;
  nameClosed(): void;
  lineageChanged(reason: string): void;
}

export function createLedgerMetrics(
  metrics: Metrics,
  tier: LedgerTier,
  shard: string,
): LedgerMetrics {
  const place = { tier, shard };
  const labels = ['tier', 'shard'];
  const entries = metrics.counter({
    name: 'assay_ledger_entries_total',
    help: 'Entries this process added to a commit log, by kind.',
    labels: [...labels, 'kind'],
  });
  const lineages = metrics.counter({
    name: 'assay_ledger_lineage_changes_total',
    help: 'Epochs that began because the event log is not what it was, by reason.',
    labels: [...labels, 'reason'],
  });
  const count = (name: string, help: string) => {
    const counter = metrics.counter({ name, help, labels });
    return () => counter.add(1, place);
  };
  return {
    entryCreated: (kind) => entries.add(1, { ...place, kind }),
    filePublished: count('assay_ledger_files_published_total', 'Files published.'),
    fileFound: count(
      'assay_ledger_files_found_total',
      'Files that were in the lake already when they were to be published.',
    ),
    undecided: count(
      'assay_ledger_undecided_total',
      'Creates of which the store could not say whether they took effect.',
    ),
    lineageChanged: (reason) => lineages.add(1, { ...place, reason }),
    nameClosed: count(
      'assay_ledger_names_closed_total',
      'Announced names that were given a file without rows, so that nothing else is published there.',
    ),
    fenced: count('assay_ledger_fenced_total', 'Sessions that another writer took over.'),
  };
}
