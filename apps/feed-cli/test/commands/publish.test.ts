import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFeedCli } from '../support/child.js';
import { plainRows, runPositions } from '../support/lake.js';
import { resultOf, runHere, type Failed } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Published {
  readonly run: string;
  readonly complete: boolean;
  readonly events: number;
  readonly events_sent: number;
  readonly events_already_stored: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly dead_letters: number;
  readonly digest: string;
}

const DATASET = 'futures.trades.v1';
const options = ['--json', '--dataset', DATASET];

function trade(seq: number, price = '5500.25'): string {
  const ns = 1_719_835_200_000_000_000n + BigInt(seq);
  return (
    `{"ts_event_ns":${ns},"ts_recv_ns":${ns},"source":"GLBX.MDP3","symbol":"ESU4",` +
    `"price":${price},"size":1,"aggressor":1,"seq":${seq}}`
  );
}

const trades = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => trade(from + index));

/** Publishes a file of this content in a lake of its own. */
async function publish(content: string | Uint8Array) {
  const folder = await temporaryFolder();
  const file = join(folder, 'trades.ndjson');
  await writeFile(file, content);
  const again = async () => {
    const { code, ...said } = await runHere(folder, ['publish', file, ...options]);
    expect(code, said.stderr).toBe(0);
    return resultOf<Published>(said);
  };
  const rows = () => plainRows(`${folder}/lake/bronze/futures/trades`);
  return { folder, file, result: await again(), again, rows };
}

describe('feed-cli publish', () => {
  it('stores the lines of a file, and nothing new when run again', async () => {
    const { result, again, rows } = await publish(trades(0, 2_500).join('\n'));
    expect(result).toMatchObject({ complete: true, events: 2_500, events_sent: 2_500 });
    expect([result.rows, result.dead_letters]).toEqual([{ [DATASET]: 2_500 }, 0]);
    expect(result.run).toMatch(/^ndjson-[0-9a-f]{16}\/futures\.trades$/);
    const second = await again();
    expect(second).toMatchObject({ events_sent: 0, events_already_stored: 2_500, rows: {} });
    expect(second.digest).toBe(result.digest);
    const stored = await rows();
    expect([stored.length, runPositions(stored).size]).toEqual([2_500, 2_500]);
  });

  it('keeps lines that do not fit as dead letters, and their neighbours as rows', async () => {
    const notUtf8 = Buffer.concat([
      Buffer.from(trade(2).replace('}', ',"venue":"')),
      Buffer.of(0xff, 0xfe),
      Buffer.from('"}'),
    ]);
    const huge = Buffer.alloc(17 * 1024 * 1024, 'x');
    const lines = [
      Buffer.from(trade(1)),
      notUtf8,
      Buffer.from('no JSON at all'),
      Buffer.from(trade(3, '"high"')),
      huge,
      Buffer.from(`${trade(4)}\r`),
      Buffer.from(' \t\r'),
      Buffer.from(''),
      Buffer.from(trade(5)),
    ];
    const content = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    const { result, rows, folder, again } = await publish(content);
    expect(result).toMatchObject({ events: 7, rows: { [DATASET]: 3 }, dead_letters: 4 });
    expect((await rows()).map(({ seq, _run_pos }) => [seq, _run_pos])).toEqual([
      [1n, 0n],
      [4n, 5n],
      [5n, 6n],
    ]);
    const deadLetters = await plainRows(`${folder}/lake/_dlq`);
    expect(deadLetters.length).toBe(4);
    expect(await again()).toMatchObject({ events_already_stored: 7, rows: {}, dead_letters: 0 });
  });

  it('gives the rest of a run that has grown', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'trades.ndjson');
    const args = ['publish', file, ...options, '--run', 'feed 1'];
    await writeFile(file, trades(0, 10).join('\n'));
    await runHere(folder, args);
    await writeFile(file, trades(0, 15).join('\n'));
    const grown = resultOf<Published>(await runHere(folder, args));
    expect(grown).toMatchObject({ events_sent: 5, events_already_stored: 10 });
    expect((await plainRows(`${folder}/lake/bronze`)).length).toBe(15);
  });

  it('stores what standard input brings', async () => {
    const folder = await temporaryFolder();
    const input = `${trades(0, 30).join('\r\n')}\n\n{"not":"a trade"}\n`;
    const args = ['publish', '-', ...options, '--run', 'pipe'];
    const first = await startFeedCli(folder, args, input).ended;
    expect(first.code, first.stderr).toBe(0);
    expect(resultOf<Published>(first)).toMatchObject({
      run: 'pipe/futures.trades',
      rows: { [DATASET]: 30 },
      dead_letters: 1,
    });
    expect((await plainRows(`${folder}/data/lake/bronze`)).length).toBe(30);
  });

  it('stores what has come when it is asked to end while standard input stays open', async () => {
    const folder = await temporaryFolder();
    const args = ['publish', '-', ...options, '--run', 'pipe'];
    await writeFile(join(folder, 'assay.yaml'), 'BRONZE_MAX_SECONDS: 0.1\n');
    const { process: child, ended } = startFeedCli(folder, args);
    child.stdin?.write(`${trades(0, 7).join('\n')}\n`);
    // Live events do not wait for the end: they are in Bronze before it.
    while ((await plainRows(`${folder}/data/lake/bronze`)).length < 7) {
      expect(child.exitCode).toBe(null);
    }
    // The rest of the second line never comes: it is not sent, or it would take the whole one's place.
    child.stdin?.write(`${trade(7)}\n${trade(8).slice(0, 20)}`);
    while ((await plainRows(`${folder}/data/lake/bronze`)).length < 8) {
      expect(child.exitCode).toBe(null);
    }
    child.kill('SIGINT');
    const { code, ...said } = await ended;
    expect(code, said.stderr).toBe(0);
    expect(resultOf<Published>(said)).toMatchObject({
      complete: false,
      events: 8,
      dead_letters: 0,
    });
  });

  it.each([
    ['trades.ndjson', ['--dataset', 'futures.ticks.v1'], 'expected one of stocks.trades.v1'],
    ['trades.ndjson', ['--dataset', 'levels.signals.v1'], 'was "levels.signals.v1"'],
    ['missing.ndjson', ['--dataset', DATASET], 'missing.ndjson: cannot be read (ENOENT'],
    ['/', ['--dataset', DATASET], 'cannot be read (EISDIR'],
    ['-', ['--dataset', DATASET], '--run: expected a name'],
    ['-', ['--dataset', DATASET, '--run', ''], '--run: expected 1 to 150 printable'],
    ['-', ['--dataset', DATASET, '--run', 'a\nb'], '--run: expected 1 to 150 printable'],
    ['-', ['--dataset', DATASET, '--run', 'ü'], '--run: expected 1 to 150 printable'],
    ['-', ['--dataset', DATASET, '--run', 'x'.repeat(151)], '--run: expected 1 to 150 printable'],
  ])('refuses %s with %j', async (file, args, words) => {
    const folder = await temporaryFolder();
    const { code, ...said } = await runHere(folder, ['publish', file, '--json', ...args]);
    expect(code).toBe(2);
    expect(resultOf<Failed>(said).error.message).toContain(words);
  });
});
