import { createBronzeWriter, type BronzeWriter } from '@assay/bronze';
import { openEmbeddedLog, openJetStreamLogs, type EventLog } from '@assay/bus';
import { createDatasetRegistry, stocksTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer } from '../../../../test-servers.mjs';
import { tradeLine } from '../support/events.js';
import { countRows, readPlain } from '../support/lake.js';
import { startService } from '../support/running-service.js';
import { runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const FUTURES = 'market.futures.trades';
const FOLDER = 'bronze/futures/trades';
/** An older release, which has never heard of futures: every trade of them is a dead letter. */
const OLD = createDatasetRegistry([stocksTrades]);

type Env = Record<string, string> & { readonly DATA_ROOT: string };

async function places(): Promise<Env> {
  const folder = await temporaryFolder();
  return { DATA_ROOT: `${folder}/lake`, WAL_ROOT: `${folder}/wal`, CACHE_ROOT: `${folder}/cache` };
}

function writerOf(env: Env, shard: string, log: EventLog, isOld: boolean): BronzeWriter {
  return createBronzeWriter({
    log,
    shard,
    store: createLocalStore({ root: env.DATA_ROOT }),
    stagingFolder: localStagingFolder(env.DATA_ROOT),
    ...(isOld ? { registry: OLD } : {}),
  });
}

/** Lets a release store all that a log holds. */
async function store(env: Env, shard: string, log: EventLog, isOld = false): Promise<void> {
  const writer = writerOf(env, shard, log, isOld);
  await writer.start();
  await writer.stop();
}

async function append(log: EventLog, lines: string, subject = FUTURES): Promise<void> {
  const headers = {
    'Content-Type': 'application/x-ndjson',
    'Assay-Run': 'feed',
    'Assay-Run-Pos': '7',
  };
  await log.append({ subject, headers, bytes: Buffer.from(lines) });
}

/**
 * A lake whose older release has refused these lines out of the embedded log, which nobody owns
 * now.
 */
async function refusedLake(lines: string, subject?: string): Promise<Env> {
  const env = await places();
  const log = await openEmbeddedLog({ root: env.WAL_ROOT ?? '' });
  await append(log.market, lines, subject);
  await store(env, 'market', log.market, true);
  await log.close();
  return env;
}

const replay = (env: Env, ...argv: string[]) => runHere(['dead-letters', 'replay', ...argv], env);

async function replayed(env: Env, ...argv: string[]) {
  const { code, stdout } = await replay(env, '--json', ...argv);
  return { code, ...(JSON.parse(stdout) as { outcomes: Record<string, number> }) };
}

describe('lake-service dead-letters replay', () => {
  it('stores what a newer release accepts, once, when the command returns', async () => {
    const env = await refusedLake([tradeLine(0), tradeLine(1)].join('\n'));
    const dry = await replay(env, '--dry-run');
    expect([dry.code, dry.stderr]).toEqual([0, expect.stringContaining('2 would be sent')]);
    const { code, stderr } = await replay(env);
    expect(stderr).toMatch(/2 dead letters:\n {2}2 sent\nWhat was sent is stored\.\n$/);
    expect(code).toBe(0);
    const again = await replay(env);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('nothing to replay')]);
    const rows = await readPlain(env.DATA_ROOT, FOLDER, '_run, _run_pos');
    expect(rows.map(({ _run_pos: ordinal }) => ordinal).sort()).toEqual([7n, 8n]);
    const list = await runHere(['dead-letters', 'list'], env);
    expect(list.stderr).toContain('2 dead letters: 0 open, 2 stored by a replay, 0 refused again');
  });

  it('ends with 1 and says which letters remain, and why', async () => {
    const env = await refusedLake([tradeLine(0), '{"price":1}'].join('\n'));
    const { code, stderr } = await replay(env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/1 sent\n +1 still refused by this release/);
    expect(stderr).toMatch(/market\/1\/1\/1 +still-refused +MISSING_FIELD: /);
    expect(await countRows(env.DATA_ROOT, FOLDER)).toBe(1);
  });

  it('corrects a subject, and takes ids or a filter', async () => {
    // With both sides of a quote beside it, only the subject can tell that it is a trade.
    const line = tradeLine(0, { bid_px: '1', ask_px: '2', bid_sz: '1', ask_sz: '1', x: '1' });
    const env = await refusedLake(line, 'market.whatever');
    const { code } = await replay(env, 'market/1/1/0', '--subject', FUTURES);
    expect(code).toBe(0);
    expect(await countRows(env.DATA_ROOT, FOLDER)).toBe(1);
    const bogus = await replay(env, 'market/1/1/0', '--subject', 'bogus.subject');
    expect([bogus.code, bogus.stderr]).toEqual([
      2,
      expect.stringMatching(/--subject: expected one of .*market\.futures\.trades.*, was "bogus/),
    ]);
    const both = await replay(env, 'market/1/1/0', '--reason', 'NOT_JSON');
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('ids or a filter')]);
    const elsewhere = await replay({ ...env, WAL_ROOT: `${env.CACHE_ROOT}/no` });
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('WAL_ROOT')]);
    const none = await replay(env, 'market/1/9/0');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('was none')]);
  });
});

describe('lake-service dead-letters replay --url', () => {
  it('lets a running service do it, which stores it, and twice at once does it once', async () => {
    const env = await refusedLake([tradeLine(0), tradeLine(1), '{}'].join('\n'));
    const { service } = await startService(env);
    const both = await Promise.all([
      replayed(env, '--url', service.url),
      replayed(env, '--url', service.url, '--reason', 'UNKNOWN_DATASET'),
    ]);
    const sent = both.map(({ outcomes }) => outcomes.sent ?? 0).sort();
    expect(sent).toEqual([0, 2]);
    expect(both).toMatchObject([{ code: 1, stored: true }, { code: 1 }]);
    expect(await countRows(env.DATA_ROOT, FOLDER)).toBe(2);
    const { stderr } = await replay(env, '--url', service.url, 'market/1/1/0');
    expect(stderr).toContain('1 replayed before');
    const bad = await replay(env, '--url', service.url, '--reason', 'WRONG_TYPE', '--shard', 'x');
    expect([bad.code, bad.stderr]).toEqual([0, expect.stringContaining('nothing to replay')]);
    await service.stop();
    const gone = await replay(env, '--url', service.url);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('run the command again')]);
  });
});

describe.skipIf(isSkipped('nats'))(
  'lake-service dead-letters replay over NATS [needs nats]',
  () => {
    it('sends each letter once, from two terminals at once and after the duplicate window', async () => {
      const server = await startNatsServer();
      onTestFinished(() => server.close());
      const settings = { duplicateWindowSeconds: 0.1 };
      const logs = await openJetStreamLogs({ servers: server.url, settings });
      onTestFinished(() => logs.close());
      const env = { ...(await places()), NATS_URL: server.url };
      const log = logs.logOf(FUTURES);
      const count = 50;
      const lines = Array.from({ length: count }, (_, seq) => tradeLine(seq));
      await append(log, lines.join('\n'));
      await store(env, 'MARKET_FUTURES', log, true);

      const both = await Promise.all([replayed(env), replayed(env)]);
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
      expect((both[0]?.outcomes.sent ?? 0) + (both[1]?.outcomes.sent ?? 0)).toBe(count);
      // The server has forgotten the ids, and nobody has stored the letters yet.
      await systemClock.sleep(300);
      const late = await replayed(env);
      expect(late.outcomes).toMatchObject({ sent: 0, in_log: count });
      await store(env, 'MARKET_FUTURES', log);
      expect(await countRows(env.DATA_ROOT, FOLDER)).toBe(count);
      // What the stream forgets is committed by then.
      await logs.connection.manager.streams.purge('MARKET_FUTURES');
      expect((await replayed(env)).outcomes).toMatchObject({ sent: 0, in_log: 0 });
      const one = await replayed(env, 'MARKET_FUTURES/1/1/3');
      expect(one.outcomes).toMatchObject({ sent: 0, already_replayed: 1 });
      await store(env, 'MARKET_FUTURES', log);
      expect(await countRows(env.DATA_ROOT, FOLDER)).toBe(count);
    });
  },
);
