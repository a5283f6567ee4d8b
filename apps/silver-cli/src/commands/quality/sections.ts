import { formatDuration, formatNumber, type Cell } from '@assay/cli';
import { isoOfNs } from '@assay/schemas';
import type { PartitionQuality } from '@assay/silver';

type Rows = readonly (readonly Cell[])[];

export function rowRows({ hours, rows }: PartitionQuality): Rows {
  return [
    [
      ...[hours.measured.length, hours.stale.length, hours.missing.length],
      ...[rows.bronze, rows.read, rows.silver],
      share(rows.duplicatesRemoved, rows.duplicateShare),
      rows.ambiguousDuplicates,
    ],
  ];
}

export function timeRows({ time }: PartitionQuality): Rows {
  if (time === undefined) {
    return [];
  }
  const longest = time.longest.at(0);
  return [
    [
      ...[second(time.firstNs), second(time.lastNs)],
      ...[time.silentStretches, span(time.thresholdNs)],
      longest === undefined ? undefined : span(longest.toNs - longest.fromNs),
      longest === undefined ? undefined : second(longest.fromNs),
    ],
  ];
}

export function sequenceRows({ sequence = [] }: PartitionQuality): Rows {
  return sequence.map((each) => [
    ...[each.source, each.scope === 'channel' ? 'a channel' : 'unknown'],
    ...[each.rows, each.rowsWithout, each.gaps, each.missing, each.repeated, each.backward],
  ]);
}

export function bookRows({ book }: PartitionQuality): Rows {
  const kinds = [
    ['updates', book?.updates],
    ['snapshots', book?.snapshots],
  ] as const;
  return kinds.flatMap(([name, counts]) =>
    counts === undefined || counts.rows === 0
      ? []
      : [
          [
            ...[name, counts.rows, counts.crossed, counts.locked],
            ...[counts.bidOnly, counts.offerOnly, counts.empty],
          ],
        ],
  );
}

export function volumeRows({ volume, aggressor }: PartitionQuality): Rows {
  if (volume === undefined) {
    return [];
  }
  const part = (of: bigint | undefined) =>
    of === undefined || volume === 0n ? undefined : percent(Number(of) / Number(volume));
  return [
    [
      ...[volume, part(aggressor?.buyVolume), part(aggressor?.sellVolume)],
      part(aggressor?.unknownVolume),
    ],
  ];
}

export function arrivalRows({ delay, arrival }: PartitionQuality): Rows {
  if (delay === undefined && arrival === undefined) {
    return [];
  }
  return [
    [
      ...[span(delay?.p50Ns), span(delay?.p99Ns), span(delay?.maxNs), delay?.negative],
      ...[arrival?.late, span(arrival?.thresholdNs), span(arrival?.latestNs)],
    ],
  ];
}

function share(count: number, of: number | undefined): string {
  return of === undefined || count === 0
    ? formatNumber(count)
    : `${formatNumber(count)} (${percent(of)})`;
}

function percent(part: number): string {
  return `${formatNumber(part * 100, 1)} %`;
}

/** For people: exact times are in `--json`. */
function second(ns: bigint): string {
  return `${isoOfNs(ns).slice(0, 19)}Z`;
}

/** `350 µs`, `2.1 s`. */
function span(ns: bigint | undefined): string | undefined {
  if (ns === undefined) {
    return undefined;
  }
  return ns > -1_000_000n && ns < 1_000_000n
    ? `${formatNumber(Number(ns) / 1000)} µs`
    : formatDuration(Number(ns) / 1e6);
}
