import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { startFeedCli, startService, urlOf } from '../support/child.js';
import { dbnFile } from '../support/dbn-file.js';
import { eventOf, plainRows, runPositions, type LakeRow } from '../support/lake.js';
import { resultOf, runHere, type Failed } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TRADES = 24_000;
const args = ['backfill', '--format', 'dbn', '--json'];

/** What `/health` tells, as far as the test looks; no Bronze before the service has started. */
interface Health {
  readonly bronze: {
    readonly shards: { readonly market: { readonly committedTo: string } };
  } | null;
}

/** Sequence numbers, which the made-up file counts from 0, once for each distinct event. */
function distinctSequences(rows: readonly LakeRow[]): number[] {
  const byPosition = new Map(rows.map((row) => [String(row._run_pos), Number(row.seq)]));
  return [...byPosition.values()].sort((a, b) => a - b);
}

async function storedBy(service: ReturnType<typeof startService>, folder: string) {
  service.process.kill('SIGTERM');
  const { code, stderr } = await service.ended;
  expect(code, stderr).toBe(0);
  return plainRows(join(folder, 'data/lake/bronze/futures/trades'));
}

describe('backfill --url', () => {
  it('stores the rows that a backfill without service does, and nothing when run again', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'trades.dbn');
    await writeFile(
      file,
      dbnFile({ schema: 'trades', records: 3_000, undefinedPrices: [7, 2_999] }),
    );
    const service = startService(folder);
    const url = await urlOf(service);
    const { code, ...said } = await runHere(folder, [...args, '--url', url, file]);
    expect(code, said.stderr).toBe(0);
    const sent = resultOf(said);
    expect([sent.rows, sent.dead_letters]).toEqual([{ 'futures.trades.v1': 2_998 }, 2]);

    const owned = await runHere(join(folder, 'data'), [...args, file]);
    expect(owned.code).toBe(2);
    const { error } = resultOf<Failed>(owned);
    expect(error.message).toContain(`in use by process ${String(service.process.pid)}`);
    expect(error.next).toMatch(/--url http:/);

    // What is stored tells once it is committed: until then the same events go out again.
    for (;;) {
      const run = encodeURIComponent(sent.files[0].runs['futures.trades.v1']);
      const { last } = (await (await fetch(`${url}/runs/${run}`)).json()) as { last: string };
      if (last === '2999') break;
      await systemClock.sleep(50);
    }
    const again = resultOf(await runHere(folder, [...args, '--url', url, file]));
    expect(again.files[0]).toMatchObject({ events_sent: 0, events_already_stored: 3_000 });
    const rows = await storedBy(service, folder);

    const alone = await temporaryFolder();
    expect((await runHere(alone, [...args, file])).code).toBe(0);
    const expected = await plainRows(join(alone, 'lake/bronze/futures/trades'));
    const inOrder = (all: readonly LakeRow[]) =>
      all.toSorted((a, b) => Number(a._run_pos) - Number(b._run_pos));
    const values = (all: readonly LakeRow[]) =>
      inOrder(all).map((row) => [row._run, row._run_pos, eventOf(row)]);
    expect(values(rows)).toEqual(values(expected));
  }, 30_000);

  it('goes on over kills of service and client; each event is there once', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'trades.dbn'), dbnFile({ schema: 'trades', records: TRADES }));
    let service = startService(folder);
    const url = await urlOf(service);
    const { port } = new URL(url);
    const lastOf = async () => {
      const reply = await fetch(`${url}/health`).then(
        (response) => response.json() as Promise<Health>,
        () => undefined,
      );
      return Number(reply?.bronze?.shards.market.committedTo ?? 0);
    };
    const arrived = async (messages: number) => {
      while ((await lastOf()) < messages) {
        await systemClock.sleep(10);
      }
    };
    const command = [...args, '--url', url, 'trades.dbn'];
    const killedClient = startFeedCli(folder, command);
    await arrived(3);
    killedClient.process.kill('SIGKILL');
    await killedClient.ended;
    const client = startFeedCli(folder, command);
    await arrived(9);
    service.process.kill('SIGKILL');
    await service.ended;
    service = startService(folder, port);
    await urlOf(service);
    const { code, ...said } = await client.ended;
    expect(code, said.stderr).toBe(0);
    expect(resultOf(said).files[0].events_already_stored).toBeGreaterThan(0);
    const rows = await storedBy(service, folder);
    expect(runPositions(rows).size).toBe(TRADES);
    expect(distinctSequences(rows)).toEqual(Array.from({ length: TRADES }, (_, index) => index));
    // What was sent again is what was under way at the kills, not the whole.
    expect(rows.length - TRADES).toBeLessThan(TRADES / 2);
  }, 45_000);
});
