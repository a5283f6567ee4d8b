import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeLedgerSegment,
  ledgerCheckpointKey,
  ledgerSegmentKey,
  NO_ENTRY_SHA256,
  segmentLines,
  sha256Hex,
} from '@assay/schemas';
import { createLocalStore, type ObjectStore } from '@assay/storage';
import { nullLogger } from '@assay/telemetry';
import { LogKeeper } from '../src/checkpoint/log-keeper.js';
import { openingState } from '../src/checkpoint/opening-state.js';
import { readLedger } from '../src/read/read-ledger.js';
import { SEGMENT_ENTRIES } from '../src/segments/compact-log.js';
import { logOf } from '../test/support/entry-log.js';

/** What a bench run is given (the shape of tools/bench/contract.d.ts). */
interface Context {
  readonly folder: string;
  log(line: string): void;
}

const COMMITS = 100_000;
/** More than a segment's: what a start finds at worst, in single files, behind the last segment. */
const SINGLE_ENTRIES = 9_980;
/** Entries after the last checkpoint, at worst. */
const UNCHECKED_ENTRIES = 990;
const ROUNDS = 5;

/** Makes the log as a writer of years leaves it, without the years. */
async function createLog(folder: string, store: ObjectStore): Promise<void> {
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  const log = logOf(COMMITS + SINGLE_ENTRIES / 2);
  let prevSegment = NO_ENTRY_SHA256;
  let prevEntry = NO_ENTRY_SHA256;
  for (let from = 1; from <= COMMITS * 2; from += SEGMENT_ENTRIES) {
    const range = { from, to: from + SEGMENT_ENTRIES - 1 };
    const lines = log.entries.slice(from - 1, range.to);
    const lastEntry = sha256Hex(lines[lines.length - 1]);
    const links = {
      prev_sha256: prevEntry,
      last_sha256: lastEntry,
      prev_segment_sha256: prevSegment,
    };
    const head = { format: 1, kind: 'segment', tier: 'bronze', shard: 'market', ...range } as const;
    const bytes = encodeLedgerSegment({ ...head, ...links }, lines);
    await store.createIfAbsent(ledgerSegmentKey('bronze', 'market', range), { bytes });
    prevSegment = sha256Hex(segmentLines(bytes)[0]);
    prevEntry = lastEntry;
  }
  // The first create makes the folder; the others need no fsync each, for nobody loses power here.
  await store.createIfAbsent(log.key(1), { bytes: log.entries[0] });
  for (let number = COMMITS * 2 + 1; number <= log.head; number += 1) {
    await writeFile(join(folder, log.key(number)), log.entries[number - 1]);
    if (number === log.head - UNCHECKED_ENTRIES) {
      await new LogKeeper(place, 0).close(await openingState(place, nullLogger));
    }
  }
}

async function medianMs(rounds: number, act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await act();
    times.push(performance.now() - started);
  }
  return Math.round(times.sort((one, other) => one - other)[Math.floor(rounds / 2)]);
}

export const benches = [
  {
    name: 'ledger-opening',
    run: async ({ folder, log }: Context) => {
      const root = join(folder, 'lake');
      const store = createLocalStore({ root });
      const place = { store, tier: 'bronze', shard: 'market' } as const;
      await createLog(root, store);
      log(`a log of ${COMMITS * 2 + SINGLE_ENTRIES} entries is made`);
      const input = `${COMMITS * 2 + SINGLE_ENTRIES} entries, ${SINGLE_ENTRIES} of them single files`;
      const open = () => openingState(place, nullLogger);
      const withCheckpoint = await medianMs(ROUNDS, open);
      const fold = await medianMs(ROUNDS, () => readLedger(place));
      await rm(join(root, ledgerCheckpointKey('bronze', 'market')));
      const withoutCheckpoint = await medianMs(ROUNDS, open);
      return [
        {
          work: `Open a commit log, the checkpoint ${UNCHECKED_ENTRIES} entries old`,
          input,
          figure: withCheckpoint,
          unit: 'ms',
          bound: `without a checkpoint: ${withoutCheckpoint} ms`,
          ratio: Number((withCheckpoint / withoutCheckpoint).toFixed(2)),
          goal: '< 2,000 ms',
          met: withCheckpoint < 2_000,
        },
        { work: 'Read a commit log for its files', input, figure: fold, unit: 'ms' },
      ];
    },
  },
];
