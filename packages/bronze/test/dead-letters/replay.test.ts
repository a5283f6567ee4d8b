import {
  createDatasetRegistry,
  futuresTrades,
  parseDeadLetterId,
  stocksTrades,
  type DeadLetterId,
} from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createDeadLetterReader,
  replayLetters,
  writerAsReplayTarget,
  type BronzeWriter,
  type ReplayRequest,
  type ReplayTarget,
} from '../../src/index.js';
import { createScene, type Scene } from '../support/scene.js';

const FUTURES = 'market.futures.trades';
const trade = (seq: number) =>
  `{"ts_event_ns":${1765895400000000000n + BigInt(seq)},"ts_recv_ns":1765895400000900000,` +
  `"source":"GLBX.MDP3","symbol":"ESH6","price":6850.25,"size":2,"aggressor":1,"seq":${seq}}`;

/** An older release, which has never heard of futures: every trade of them is a dead letter. */
const OLD = createDatasetRegistry([stocksTrades]);

interface Stage {
  readonly scene: Scene;
  readonly writer: BronzeWriter;
  readonly target: ReplayTarget;
  replay(request?: Partial<ReplayRequest>): ReturnType<typeof replayLetters>;
  /** `_run` and `_run_pos` of every stored trade, by its `seq`. */
  rows(): Promise<(string | bigint | number | null)[][]>;
}

/** What an older release has refused of these messages, and the writer of this release over it. */
async function stage(
  messages: readonly { readonly lines: string; readonly headers?: Record<string, string> }[],
  subject = FUTURES,
): Promise<Stage> {
  const scene = await createScene();
  const old = scene.writer({ registry: OLD });
  await old.start();
  for (const { lines, headers = {} } of messages) {
    await scene.log.append({ subject, headers, bytes: Buffer.from(lines) });
  }
  await old.stop();
  const writer = scene.writer();
  await writer.start();
  const target = writerAsReplayTarget('market', scene.log, writer);
  const letters = createDeadLetterReader({ store: scene.store });
  onTestFinished(() => letters.close());
  return {
    scene,
    writer,
    target,
    replay: async (request) => {
      const summary = await replayLetters({ letters, target, filter: {}, ...request });
      await writer.flushAll();
      return summary;
    },
    rows: async () => {
      const table = await scene.reader().read(futuresTrades, {
        symbol: 'ESH6',
        date: '2025-12-16',
        columns: ['seq', '_run', '_run_pos'],
        allowMissing: true,
      });
      return table
        .toArray()
        .map((row: { seq: bigint; _run: string | null; _run_pos: bigint | null }) => [
          Number(row.seq),
          row._run,
          row._run_pos,
        ]);
    },
  };
}

const letter = (sequence: number, index: number): DeadLetterId =>
  parseDeadLetterId(`market/1/${sequence}/${index}`) ?? { shard: '', epoch: 0, position: 0n };

const RUN = { 'Content-Type': 'application/x-ndjson', 'Assay-Run': 'feed', 'Assay-Run-Pos': '40' };

describe('a replay of dead letters', () => {
  it('stores each line under the ordinal that it had in its run', async () => {
    const { replay, rows } = await stage([
      { lines: [trade(1), 'not JSON', trade(3)].join('\n'), headers: RUN },
    ]);
    const summary = await replay();
    expect(summary).toMatchObject({ letters: 3, outcomes: { sent: 2, 'still-refused': 1 } });
    expect(await rows()).toEqual([
      [1, 'feed', 40n],
      [3, 'feed', 42n],
    ]);
  });

  it('gives what had no run of its own one that every replay has in common', async () => {
    const { replay, rows } = await stage([
      { lines: trade(1) },
      { lines: trade(2), headers: { 'Assay-Run': 'half' } },
    ]);
    await replay();
    expect(await rows()).toEqual([
      [1, 'replay/market/1', letter(1, 0).position],
      [2, 'replay/market/1', letter(2, 0).position],
    ]);
  });

  it('sends nothing the second time, by filter or by id, also by another process', async () => {
    const { scene, replay, rows } = await stage([{ lines: trade(1), headers: RUN }]);
    await replay();
    expect(await replay()).toMatchObject({ letters: 0 });
    const again = await replay({ ids: [letter(1, 0)], evenIfRefused: true });
    expect(again).toMatchObject({ letters: 1, outcomes: { sent: 0, 'already-replayed': 1 } });
    const letters = createDeadLetterReader({ store: scene.store });
    expect(await letters.summary()).toMatchObject({ letters: 1, open: 0, stored: 1 });
    await letters.close();
    expect(await rows()).toHaveLength(1);
  });

  it('goes on where a replay was cut off, whether or not what it sent is stored', async () => {
    const count = 40;
    const lines = Array.from({ length: count }, (_, seq) => trade(seq)).join('\n');
    const { replay, rows, target } = await stage([{ lines, headers: RUN }]);
    let sent = 0;
    const cutOff: ReplayTarget = {
      ...target,
      send: async (message, id) => {
        if (sent === 17) {
          throw new Error('killed');
        }
        sent += 1;
        return target.send(message, id);
      },
    };
    await expect(replay({ target: cutOff })).rejects.toThrow('killed');
    const summary = await replay();
    expect(summary.outcomes.sent).toBe(count - sent);
    const stored = await rows();
    expect(stored.map(([seq]) => seq)).toEqual(Array.from({ length: count }, (_, seq) => seq));
    expect(stored.at(-1)).toEqual([39, 'feed', 79n]);
  });

  it('sends what this release refuses only when told to, and follows it from letter to letter', async () => {
    const { scene, replay, rows } = await stage([{ lines: 'not JSON', headers: RUN }]);
    expect(await replay()).toMatchObject({ outcomes: { sent: 0, 'still-refused': 1 } });
    expect(await replay({ evenIfRefused: true })).toMatchObject({ outcomes: { sent: 1 } });
    expect(await replay({ evenIfRefused: true })).toMatchObject({
      letters: 1,
      outcomes: { sent: 1 },
    });
    const letters = createDeadLetterReader({ store: scene.store });
    onTestFinished(() => letters.close());
    const [third, second, first] = await letters.newest({}, 9, 9);
    expect([first?.state, second?.state, third?.state]).toEqual([
      'refused-again',
      'refused-again',
      'open',
    ]);
    expect(second?.replayOf).toEqual(first?.id);
    expect(third?.replayOf).toEqual(second?.id);
    expect(third?.run).toEqual({ run: 'feed', ordinal: 40n });
    expect(await letters.summary()).toMatchObject({ letters: 3, open: 1, refusedAgain: 2 });
    expect(await rows()).toEqual([]);
  });

  it('corrects the subject that an event came on', async () => {
    const line = trade(1).replace('"size":2,', '"size":2,"bid_px":1,"ask_px":2,');
    const { replay, rows } = await stage([{ lines: line, headers: RUN }], 'market.whatever');
    await replay({ subject: FUTURES, ids: [letter(1, 0)] });
    expect(await rows()).toEqual([[1, 'feed', 40n]]);
  });

  it('does nothing in a dry run, and leaves letters of another log alone', async () => {
    const { replay, rows, target } = await stage([{ lines: trade(1) }, { lines: ' ' }]);
    const outcomes = { sent: 1, 'nothing-to-send': 1 };
    expect(await replay({ dryRun: true })).toMatchObject({ letters: 2, outcomes });
    const other = { ...target, shards: ['MARKET_FUTURES'] };
    expect(await replay({ target: other })).toMatchObject({
      outcomes: { 'other-log': 2, sent: 0 },
    });
    expect(await rows()).toEqual([]);
  });

  it('ends between two letters when it is asked to', async () => {
    const { replay } = await stage([{ lines: trade(1) }, { lines: trade(2) }]);
    const summary = await replay({ signal: AbortSignal.abort() });
    expect(summary).toMatchObject({ letters: 0, interrupted: true });
  });
});
