import type { Certificate } from '@assay/schemas';

type Epoch = Certificate['shards'][number]['epochs'][number];

/** Messages of an epoch that a log still held when the next one began. */
interface Held {
  readonly epoch: number;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * What a log that lost its end lost, a line for each time: which messages of which epochs, and from where on
 * their sequences were used again. They are stored all the same.
 */
export function rewoundText({ shards }: Certificate): string {
  return shards.flatMap(({ shard, epochs }) => linesOf(shard, epochs)).join('\n');
}

function linesOf(shard: string, epochs: readonly Epoch[]): string[] {
  const lines: string[] = [];
  // Each incarnation of a log by itself: one that was left may come back.
  const held = new Map<string, Held[]>();
  for (const { epoch, stream, stream_created, reason, first_seq: first, ...more } of epochs) {
    const log = JSON.stringify([stream, stream_created]);
    const before = held.get(log) ?? [];
    if (reason === 'rewound') {
      const lost = before.filter(({ to }) => to >= first).map((each) => lostText(each, first));
      lines.push(line({ shard, epoch, first, lost, maybeTwice: more.maybe_twice }));
    }
    const kept = before
      .filter(({ from }) => from < first)
      .map((each) => (each.to < first ? each : { ...each, to: first - 1n }));
    const own = more.last_seq < first ? [] : [{ epoch, from: first, to: more.last_seq }];
    held.set(log, [...kept, ...own]);
  }
  return lines;
}

function lostText({ epoch, from, to }: Held, first: bigint): string {
  return `${from < first ? first : from} to ${to} of epoch ${epoch}`;
}

interface Rewind {
  readonly shard: string;
  readonly epoch: number;
  readonly first: bigint;
  readonly lost: readonly string[];
  readonly maybeTwice: Epoch['maybe_twice'];
}

function line({ shard, epoch, first, lost, maybeTwice }: Rewind): string {
  const what =
    lost.length === 0
      ? 'its log lost messages at its end'
      : `its log lost messages ${lost.join(' and ')}, which are stored here`;
  const again = `from ${first} on the log used their sequences again, for what is in epoch ${epoch}`;
  const twice =
    maybeTwice === null
      ? ''
      : `; ${maybeTwice.from} to ${maybeTwice.to} of it may be messages that were stored before`;
  return `${shard}: ${what}; ${again}${twice}`;
}
