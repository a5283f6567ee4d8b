import { readEntries, type LedgerEntry } from '@assay/ledger';
import type { World } from './world.js';

/** What the commit log says, a line for each entry: where to look first when a seed fails. */
export async function storyOf({ lake, log }: World): Promise<string> {
  const lines: string[] = [];
  for await (const group of readEntries({ tier: 'bronze', shard: 'model', store: lake }, 0)) {
    for (const { entry } of group) lines.push(`${entry.number} ${entry.kind} ${detailsOf(entry)}`);
  }
  const held = log.messages.map(
    ({ sequence, bytes }) => `${sequence}=${Buffer.from(bytes).toString('utf8')}`,
  );
  return [...lines, `the log ${log.created} holds ${held.join(', ')}`].join('\n');
}

function detailsOf(entry: LedgerEntry): string {
  switch (entry.kind) {
    case 'intent':
    case 'commit': {
      const [from, to] =
        entry.kind === 'intent'
          ? [entry.range.from, entry.range.to]
          : [entry.seq_from, entry.seq_to];
      const gaps = (entry.gaps ?? []).map((gap) => `${gap.from}-${gap.to} ${gap.reason}`);
      const keys = entry.files.map(({ key }) => key);
      const lost = `${entry.events_lost ?? 0} of its events lost`;
      return `epoch ${entry.epoch} ${from}-${to}, gaps [${gaps.join()}], [${keys.join()}], ${lost}`;
    }
    case 'epoch':
      return `${entry.epoch} ${entry.reason} ${entry.stream_created} from ${entry.first_seq}`;
    default:
      return '';
  }
}
