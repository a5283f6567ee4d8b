import { writeFile } from 'node:fs/promises';
import { createBronzeWriter } from '@assay/bronze';
import { openEmbeddedLog } from '@assay/bus';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { tradeLine } from '../support/events.js';
import { runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const BAD_PRICE = tradeLine(1, { price: '"a lot"' });

/** A lake of an embedded log that brought these messages. */
async function lakeOf(
  messages: readonly { readonly text: string | Buffer; readonly subject?: string }[],
): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  const env = { DATA_ROOT: `${folder}/lake`, WAL_ROOT: `${folder}/wal` };
  const log = await openEmbeddedLog({ root: env.WAL_ROOT });
  const writer = createBronzeWriter({
    log: log.market,
    store: createLocalStore({ root: env.DATA_ROOT }),
    shard: 'market',
    stagingFolder: localStagingFolder(env.DATA_ROOT),
  });
  await writer.start();
  for (const { text, subject = 'market.futures.trades' } of messages) {
    const headers = { 'Assay-Run': 'feed', 'Assay-Run-Pos': '7' };
    await log.append({ subject, headers, bytes: Buffer.from(text) });
  }
  await writer.stop();
  await log.close();
  return env;
}

async function asJson<Result>(argv: readonly string[], env: Record<string, string>) {
  const { code, stdout } = await runHere([...argv, '--json'], env);
  return { code, result: JSON.parse(stdout) as Result };
}

describe('lake-service dead-letters list', () => {
  it('says when there are none', async () => {
    const { code, stderr } = await runHere(['dead-letters', 'list'], await lakeOf([]));
    expect(code).toBe(0);
    expect(stderr).toMatch(/No dead letters of this kind in /);
  });

  it('counts one letter in the singular', async () => {
    const env = await lakeOf([{ text: BAD_PRICE }]);
    const { stderr } = await runHere(['dead-letters', 'list'], env);
    expect(stderr).toContain('1 dead letter: 1 open, 0 stored by a replay');
  });

  it('cannot tell where there is no lake', async () => {
    const folder = await temporaryFolder();
    const file = `${folder}/file`;
    await writeFile(file, '');
    for (const [root, message] of [
      [`${folder}/none`, 'expected a lake, was none'],
      [file, 'expected a folder, was a file'],
    ] as const) {
      const { code, stderr } = await runHere(['dead-letters', 'list'], { DATA_ROOT: root });
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  it('tells exact totals by shard, dataset and reason, and the newest letters', async () => {
    const env = await lakeOf([
      { text: [tradeLine(0), BAD_PRICE, '{'].join('\n') },
      { text: Buffer.from([0xff, 0x00]), subject: 'market.what' },
    ]);
    const { code, stderr } = await runHere(['dead-letters', 'list'], env);
    expect(code).toBe(0);
    expect(stderr).toContain(
      '3 dead letters: 3 open, 0 stored by a replay, 0 refused again by one',
    );
    expect(stderr).toMatch(/market +futures\.trades\.v1 +WRONG_TYPE +1 +1/);
    expect(stderr).toMatch(/market +– +NOT_UTF8 +1 +1/);
    expect(stderr).toMatch(/market\/1\/2\/0 +open +NOT_UTF8 .*hex ff00\n/);
    const { result } = await asJson<{ letters: number; newest: object[] }>(
      ['dead-letters', 'list', '--reason', 'WRONG_TYPE', '--dataset', 'futures.trades'],
      env,
    );
    expect(result).toMatchObject({
      letters: 1,
      open: 1,
      groups: [{ shard: 'market', dataset: 'futures.trades.v1', reason: 'WRONG_TYPE', letters: 1 }],
      newest: [
        {
          id: 'market/1/1/1',
          run: { run: 'feed', ordinal: '8' },
          field: 'price',
          first_bytes: { encoding: 'utf8', text: BAD_PRICE },
        },
      ],
    });
    const limited = await asJson<{ letters: number; newest: object[] }>(
      ['dead-letters', 'list', '--limit', '1'],
      env,
    );
    expect(limited.result).toMatchObject({ letters: 3, newest: [{ id: 'market/1/2/0' }] });
    const dated = await runHere(['dead-letters', 'list', '--date', '2025-12-16'], env);
    expect(dated.stderr).toMatch(/3 dead letters left out: their log keeps no times/);
  });

  it('refuses filters that no letter can have, rather than finding none', async () => {
    const env = await lakeOf([]);
    const refused = async (...argv: string[]) => {
      const { code, stderr } = await runHere(['dead-letters', 'list', ...argv], env);
      return [code, stderr] as const;
    };
    expect(await refused('--reason', 'BORED')).toEqual([2, expect.stringMatching(/NOT_JSON/)]);
    expect(await refused('--dataset', 'x')).toEqual([2, expect.stringMatching(/stocks\.trades/)]);
    expect(await refused('--shard', 'x')).toEqual([2, expect.stringMatching(/market/)]);
    expect(await refused('--since', 'noon')).toEqual([2, expect.stringMatching(/YYYY-MM-DD/)]);
    expect(await refused('--raw')).toEqual([2, expect.stringMatching(/expected no --raw/)]);
    expect(await refused('market/1/1/1')).toEqual([2, expect.stringMatching(/expected no ids/)]);
  });
});

describe('lake-service dead-letters show', () => {
  it('tells everything of one letter, and gives its exact bytes', async () => {
    const env = await lakeOf([{ text: [tradeLine(0), `${BAD_PRICE} `, 'x'].join('\n') }]);
    const { code, stderr } = await runHere(['dead-letters', 'show', 'market/1/1/1'], env);
    expect(code).toBe(0);
    for (const fact of [
      /reason +WRONG_TYPE: a field's value has another type/,
      /detail +"price": expected/,
      /run +feed, ordinal 8/,
      /header +Assay-Run-Pos: 7/,
    ]) {
      expect(stderr).toMatch(fact);
    }
    expect(stderr).toContain(BAD_PRICE);
    const raw = await runHere(['dead-letters', 'show', 'market/e1/1/1', '--raw'], env);
    expect(raw.stdout).toBe(`${BAD_PRICE} `);
    const { result } = await asJson(['dead-letters', 'show', 'market/1/1/2'], env);
    expect(result).toMatchObject({ reason: 'NOT_JSON', event: { encoding: 'utf8', text: 'x' } });
  });

  it('says that there is no such letter, or that it is no id', async () => {
    const env = await lakeOf([]);
    const none = await runHere(['dead-letters', 'show', 'market/1/1/1'], env);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/was none/)]);
    const bad = await runHere(['dead-letters', 'show', 'market'], env);
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringMatching(/<shard>\/<epoch>/)]);
    const action = await runHere(['dead-letters', 'burn'], env);
    expect([action.code, action.stderr]).toEqual([2, expect.stringMatching(/list, show/)]);
  });
});
