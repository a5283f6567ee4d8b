import { NS_PER_HOUR, NS_PER_SECOND } from '@assay/schemas';

const UNITS: readonly (readonly [string, bigint])[] = [
  ['h', NS_PER_HOUR],
  ['min', 60n * NS_PER_SECOND],
  ['s', NS_PER_SECOND],
  ['ms', NS_PER_SECOND / 1_000n],
];

/** A span of time as `--tolerance` takes it: `10s`, `1500ms`, `2min`. */
export function spanText(ns: bigint): string {
  const [unit, size] = (ns === 0n ? UNITS[2] : UNITS.find(([, each]) => ns % each === 0n)) ?? [
    'ns',
    1n,
  ];
  return `${ns / size}${unit}`;
}
