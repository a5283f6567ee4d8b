import { readLedger, type LedgerFold, type LedgerPlace } from '@assay/ledger';
import {
  ledgerCheckpointKey,
  ledgerLeaseKey,
  ledgerLogFolder,
  parseLedgerLease,
  type Finding,
  type LedgerLease,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import type { Clock } from '@assay/telemetry';
import { listAllShards } from '../copy/source-lake.js';

type ShardName = Pick<LedgerPlace, 'tier' | 'shard'>;

/** A lease that is rewritten every 2 s has changed after so long. */
const LEASE_LOOK_MS = 3_000;
/** Single entries, not yet in a segment, that a start reads without anyone noticing. */
const MANY_ENTRIES = 20_000;

/** Looks at every shard's commit log: whether it reads, who writes it, and what is unfinished. */
export async function shardFindings(store: ObjectStore, clock: Clock): Promise<Finding[]> {
  const shards = await listAllShards(store);
  if (shards.length === 0) {
    return [
      {
        severity: 'advice',
        what: 'lake: shards',
        was: `none in ${store.root}: no lake is there yet`,
        expected: 'shards, once events have come',
        change: 'start lake-service, which makes it, or set DATA_ROOT to the lake that is meant',
      },
    ];
  }
  const before = await Promise.all(shards.map((shard) => leaseText(store, shard)));
  if (before.some((text) => text !== undefined && parsed(text)?.released !== true)) {
    await clock.sleep(LEASE_LOOK_MS);
  }
  const findings: Finding[] = [];
  for (const [index, place] of shards.entries()) {
    const shard = nameOf(place);
    const lease = await leaseText(store, place);
    const isHeld = lease !== undefined && lease !== before[index];
    findings.push(ownerFinding(shard, lease, isHeld), ...(await logFindings(store, place, isHeld)));
  }
  return findings;
}

/** As findings name it: Bronze's shards by their names alone. */
function nameOf({ tier, shard }: ShardName): string {
  return tier === 'gold' ? `Gold's shard ${shard}` : `shard ${shard}`;
}

async function logFindings(
  store: ObjectStore,
  place: ShardName,
  isHeld: boolean,
): Promise<Finding[]> {
  const shard = nameOf(place);
  const what = `${shard}: commit log`;
  let fold: LedgerFold;
  try {
    fold = await readLedger({ store, ...place });
  } catch (error) {
    const was = error instanceof Error ? error.message : String(error);
    return [
      {
        severity: 'danger',
        what,
        was,
        expected: 'entries that follow from one another',
        change: 'run `lake-service verify`, which names every damage; restore the log from a copy',
      },
    ];
  }
  const singles = await countSingles(store, place);
  const hasCheckpoint =
    (await store.head(ledgerCheckpointKey(place.tier, place.shard))) !== undefined;
  const { head } = fold.state;
  const checkpoint = hasCheckpoint ? 'a checkpoint' : 'no checkpoint';
  const was = `${head} entries, ${singles} of them single, ${checkpoint}`;
  const isLong = singles > MANY_ENTRIES;
  return [
    {
      severity: isLong ? 'advice' : 'ok',
      what,
      was,
      expected: `at most ${MANY_ENTRIES} single entries`,
      ...(isLong
        ? { change: 'start lake-service on this shard: it gathers old entries into segments' }
        : {}),
    },
    intentFinding(shard, fold, isHeld),
    lettersFinding(place, fold),
  ];
}

function lettersFinding(place: ShardName, { totals }: LedgerFold): Finding {
  const { shard } = place;
  const what = `${nameOf(place)}: dead letters`;
  const was = `${totals.deadLetters} of ${totals.events} events`;
  const expected = 'none';
  return totals.deadLetters === 0
    ? { severity: 'ok', what, was, expected }
    : {
        severity: 'advice',
        what,
        was,
        expected,
        change: `run \`lake-service dead-letters list --shard ${shard} --open\` to see what waits`,
      };
}

function intentFinding(
  shard: string,
  { state, intendedFiles }: LedgerFold,
  isHeld: boolean,
): Finding {
  const what = `${shard}: unfinished batch`;
  const expected = 'none, or one under way';
  const intent = state.openIntent;
  if (intent === undefined) {
    return { severity: 'ok', what, was: 'none', expected };
  }
  const { from, to } = intent.range;
  const files = `${intendedFiles.length} files, announced by entry ${intent.number}`;
  const was = `messages ${from} to ${to}, ${files}`;
  return isHeld
    ? { severity: 'ok', what, was: `${was}; its writer lives`, expected }
    : {
        severity: 'warning',
        what,
        was: `${was}; nobody finishes it`,
        expected,
        change: 'start lake-service on this shard, with the same log: it finishes the batch first',
      };
}

function ownerFinding(shard: string, text: string | undefined, isHeld: boolean): Finding {
  const what = `${shard}: writer`;
  const expected = 'one writer that lives, or none';
  if (text === undefined) {
    return { severity: 'ok', what, was: 'no lease: nobody writes it', expected };
  }
  const lease = parsed(text);
  const whose =
    lease === undefined
      ? 'a lease that cannot be read'
      : `process ${lease.pid} on ${lease.host} (${lease.writer})`;
  if (isHeld || lease?.released === true) {
    const was = isHeld ? whose : `${whose}, which has let go`;
    return { severity: 'ok', what, was, expected };
  }
  return {
    severity: 'warning',
    what,
    was: `${whose}, with a lease not renewed for ${LEASE_LOOK_MS / 1000} s: killed, or it hangs`,
    expected,
    change: 'see whether that process hangs; start lake-service: it takes over after 8 s',
  };
}

function parsed(text: string): LedgerLease | undefined {
  try {
    return parseLedgerLease(Buffer.from(text, 'utf8'), 'lease.json');
  } catch {
    // The finding says that it cannot be read.
    return undefined;
  }
}

async function leaseText(
  store: ObjectStore,
  { tier, shard }: ShardName,
): Promise<string | undefined> {
  try {
    return Buffer.from(await store.read(ledgerLeaseKey(tier, shard))).toString('utf8');
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}

async function countSingles(store: ObjectStore, { tier, shard }: ShardName): Promise<number> {
  let count = 0;
  for await (const { key } of store.list(ledgerLogFolder(tier, shard))) {
    count += key === '' ? 0 : 1;
  }
  return count;
}
