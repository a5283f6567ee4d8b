import { readEntries, readLedger, type LedgerFold } from '@assay/ledger';
import { sha256Hex } from '@assay/schemas';
import type { MemoryStore } from '../../src/memory-store.js';
import { eventsOf, rowsIn } from '../support/model-market.js';
import { PLACE } from './writer-process.js';
import type { DroppedMessage, World } from './world.js';

/** What a glob has seen so far. */
export interface Glob {
  /** Throws when an event is in two files, or when a file has gone. */
  look(lake: MemoryStore): void;
  /** The file that holds an event, by its id. */
  readonly holders: ReadonlyMap<string, string>;
}

/** Looks at every file as it appears: a reader without the log must never count an event twice. */
export function createGlob(): Glob {
  const holders = new Map<string, string>();
  const known = new Set<string>();
  return {
    holders,
    look: (lake) => {
      for (const [key, bytes] of lake.objects) {
        if (!isData(key) || known.has(key)) continue;
        known.add(key);
        for (const { id } of rowsIn(bytes)) {
          const holder = holders.get(id);
          if (holder !== undefined) throw new Error(`event ${id} is in ${holder} and in ${key}`);
          holders.set(id, key);
        }
      }
      const gone = [...known].find((key) => !lake.objects.has(key));
      if (gone !== undefined) throw new Error(`expected ${gone} to stay, was gone`);
    },
  };
}

/**
 * At the end: files are as the log records them, no other file holds events, and each message that the
 * log holds is stored whole, or declared as lost with the log; each that it let go of, or declared missing.
 */
export async function expectAllStored(world: World, glob: Glob): Promise<LedgerFold> {
  const { lake, log } = world;
  const fold = await readLedger({ ...PLACE, store: lake });
  const committed = new Map(
    [...fold.files, ...fold.deadLetterFiles].map((file) => [file.key, file]),
  );
  for (const file of committed.values()) {
    const bytes = lake.objects.get(file.key);
    if (bytes === undefined || sha256Hex(bytes) !== file.sha256 || bytes.length !== file.bytes) {
      throw new Error(`${file.key} is not as the log records it`);
    }
  }
  for (const [id, key] of glob.holders) {
    if (!committed.has(key)) throw new Error(`event ${id} is in ${key}, which is not committed`);
  }
  const losses = await readLosses(world);
  losses.forEach(() => world.count('losses declared'));
  const { created } = log;
  const owed = [
    ...log.messages.map((message) => ({ created, message, isHeld: true })),
    // An incarnation that was put away owes nothing until it is back.
    ...world.dropped
      .filter((each) => each.created === created)
      .map((each) => ({ ...each, isHeld: false })),
  ];
  for (const message of owed) expectAccountedFor(fold, glob, losses, message);
  return fold;
}

/** A message that is stored or declared; `isHeld`: the log has it still. */
interface OwedMessage extends DroppedMessage {
  readonly isHeld: boolean;
}

/** A range of which so many events are declared lost. */
interface Loss {
  readonly epoch: number;
  readonly from: bigint;
  readonly to: bigint;
}

async function readLosses({ lake }: World): Promise<readonly Loss[]> {
  const losses: Loss[] = [];
  for await (const group of readEntries({ ...PLACE, store: lake }, 0)) {
    for (const { entry } of group) {
      if (entry.kind === 'commit' && (entry.events_lost ?? 0) > 0) {
        losses.push({ epoch: entry.epoch, from: entry.seq_from, to: entry.seq_to });
      }
    }
  }
  return losses;
}

function expectAccountedFor(
  fold: LedgerFold,
  { holders }: Glob,
  losses: readonly Loss[],
  { created, message, isHeld }: OwedMessage,
): void {
  const { sequence } = message;
  const events = eventsOf(message);
  const stored = events.filter(({ id }) => holders.has(id)).length;
  const place = epochOf(fold, created, sequence);
  const covers = (range: { epoch: number; from: bigint; to: bigint }): boolean =>
    range.epoch === place && range.from <= sequence && sequence <= range.to;
  const isWhole = stored === events.length;
  // A commit that could not have all it announced declares so many events lost.
  const isLost = !isWhole && losses.some(covers);
  const gaps = fold.gaps.filter(covers);
  // What the log holds to the end could have been read, unless it was lost and brought back since.
  const isExcused = isLost || gaps.some(({ reason }) => !isHeld || reason === 'lost-with-log');
  // Where a rewind lies in what retention dropped cannot be known: the new epoch declares it missing.
  if (isWhole ? gaps.length > 0 && isHeld : !isExcused) {
    const declared = [...gaps.map(({ reason }) => reason), ...(isLost ? ['events lost'] : [])];
    throw new Error(
      `message ${sequence} of ${created} (epoch ${place ?? 'none'}): expected each of its ` +
        `${events.length} events stored, or declared as lost${isHeld ? ' with the log' : ''}, was ` +
        `${stored} stored and [${declared.join()}] declared`,
    );
  }
}

/**
 * The epoch that a sequence of an incarnation belongs to, as the log is now: what lies before the last epoch
 * is of the one that it continues, not of lines that were left. What lies before the first declares that.
 */
function epochOf({ epochs }: LedgerFold, created: string, sequence: bigint): number | undefined {
  let found = epochs.findLast((each) => each.stream_created === created);
  while (found !== undefined && sequence < found.first_seq) {
    const before = found.continues?.epoch;
    if (before === undefined) break;
    found = epochs.find(({ epoch }) => epoch === before);
  }
  return found?.epoch;
}

function isData(key: string): boolean {
  return !key.startsWith('_lake/');
}
