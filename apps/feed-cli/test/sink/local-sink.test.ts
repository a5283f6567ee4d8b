import { rm, writeFile, mkdir } from 'node:fs/promises';
import { BACKFILL_LIMITS } from '@assay/bronze';
import { runMessages } from '@assay/feeds';
import { encodeRow, futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { nullLogger, systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { openLocalSink } from '../../src/sink/local-sink.js';
import { plainRows, runPositions } from '../support/lake.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Message `n` of a run: ten trades. */
function messageOf(n: number) {
  const lines = Array.from({ length: 10 }, (_, index) => {
    const seq = BigInt(n * 10 + index);
    const at = 1_719_835_200_000_000_000n + seq;
    const trade = { ts_event_ns: at, ts_recv_ns: at, source: 'GLBX.MDP3', symbol: 'ESU4' };
    return encodeRow(futuresTrades, { ...trade, price: 5500, size: 1, aggressor: 1, seq });
  });
  return runMessages(futuresTrades, 'day', n * 10, lines)[0];
}

const open = (folder: string, maxEvents: number) =>
  openLocalSink({
    store: createLocalStore({ root: `${folder}/lake` }),
    stagingFolder: localStagingFolder(`${folder}/lake`),
    shard: 'market',
    walRoot: `${folder}/wal`,
    segmentBytes: 1024 * 1024,
    takeOver: false,
    limits: { ...BACKFILL_LIMITS, maxEvents },
    logger: nullLogger,
  });

describe('openLocalSink', () => {
  it('tells the sender that Bronze has failed, and stores what the log holds next time', async () => {
    const folder = await temporaryFolder();
    await mkdir(`${folder}/lake`);
    // A file stands where the folder of the rows has to be made.
    await writeFile(`${folder}/lake/bronze`, '');
    const sink = await open(folder, 20);
    let sent = 0;
    const sendAll = async () => {
      for (; sent < 10_000; sent += 1) {
        await sink.send(futuresTrades, messageOf(sent));
        await systemClock.sleep(1);
      }
    };
    await expect(sendAll()).rejects.toThrow(/ENOTDIR|not a directory|bronze/);
    expect(sent).toBeLessThan(10_000);
    await expect(sink.close()).rejects.toThrow();

    await rm(`${folder}/lake/bronze`);
    const next = await open(folder, 1_000_000);
    // What was found in the log is not of this call.
    expect(await next.lastOfRun('day')).toBe(BigInt(sent * 10 - 1));
    await next.send(futuresTrades, messageOf(sent));
    const { rowsByDataset, deadLetters, files } = await next.finish();
    expect([rowsByDataset, deadLetters, files.length]).toEqual([{ [futuresTrades.id]: 10 }, 0, 1]);
    const rows = await plainRows(`${folder}/lake/bronze`);
    expect(runPositions(rows).size).toBe(rows.length);
    expect(rows.length).toBe((sent + 1) * 10);
  });

  it('gives the log back where the lake cannot be opened', async () => {
    const folder = await temporaryFolder();
    await writeFile(`${folder}/lake`, 'a file');
    await expect(open(folder, 10)).rejects.toThrow();
    await rm(`${folder}/lake`);
    await (await open(folder, 10)).finish();
  });
});
