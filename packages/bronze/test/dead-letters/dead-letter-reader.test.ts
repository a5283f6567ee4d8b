import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  formatDeadLetterId,
  parseDeadLetterId,
  positionOf,
  REPLAY_OF_HEADER,
} from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeadLetterReader } from '../../src/index.js';
import { createScene, type Scene } from '../support/scene.js';

const SUBJECT = 'market.futures.trades';
const GOOD =
  '{"ts_event_ns":1765895400000000001,"ts_recv_ns":1765895400000000002,"source":"GLBX.MDP3",' +
  '"symbol":"ESH6","price":6850.25,"size":2,"aggressor":1}';
const BAD_PRICE = GOOD.replace('6850.25', '"a lot"');

function readerOf({ store }: Scene) {
  const reader = createDeadLetterReader({ store });
  onTestFinished(() => reader.close());
  return reader;
}

/** A lake with one message of three lines, two of them refused, and one that is not UTF-8. */
async function lakeWithLetters() {
  const scene = await createScene();
  const writer = scene.writer();
  await writer.start();
  await scene.log.append({
    subject: SUBJECT,
    headers: { 'Assay-Run': 'feed-1', 'Assay-Run-Pos': '40' },
    bytes: Buffer.from([BAD_PRICE, GOOD, '{'].join('\n')),
  });
  await writer.flushAll();
  await scene.log.append({ subject: 'market.other', bytes: Buffer.from([0xff, 0xfe]) });
  await writer.flushAll();
  return { scene, writer };
}

describe('a reader of dead letters', () => {
  it('finds none in a lake without any, and in no lake at all', async () => {
    const scene = await createScene();
    const none = { letters: 0, open: 0, stored: 0, refusedAgain: 0, groups: [], withoutTime: 0 };
    expect(await readerOf(scene).summary()).toEqual(none);
    expect(await readerOf(scene).newest({}, 10, 100)).toEqual([]);
  });

  it('counts every letter by shard, dataset and reason, and shows the newest first', async () => {
    const { scene } = await lakeWithLetters();
    const reader = readerOf(scene);
    const summary = await reader.summary();
    expect(summary).toMatchObject({ letters: 3, open: 3, stored: 0, refusedAgain: 0 });
    expect(summary.groups.map(({ dataset, reason, open }) => [dataset, reason, open])).toEqual([
      [undefined, 'NOT_UTF8', 1],
      ['futures.trades.v1', 'NOT_JSON', 1],
      ['futures.trades.v1', 'WRONG_TYPE', 1],
    ]);
    const newest = await reader.newest({}, 2, 12);
    expect(newest.map(({ id }) => formatDeadLetterId(id))).toEqual([
      'market/1/2/0',
      'market/1/1/2',
    ]);
    expect(await reader.newest({ reason: 'WRONG_TYPE' }, 5, 12)).toMatchObject([
      { field: 'price', eventBytes: BAD_PRICE.length, state: 'open' },
    ]);
  });

  it('tells all of one letter, and the ordinal that its line has in its run', async () => {
    const { scene } = await lakeWithLetters();
    const id = { shard: 'market', epoch: 1, position: positionOf(1n, 2) };
    const letter = await readerOf(scene).find(id);
    expect(letter).toMatchObject({
      id,
      subject: SUBJECT,
      headers: { 'Assay-Run': 'feed-1', 'Assay-Run-Pos': '40' },
      run: { run: 'feed-1', ordinal: 42n },
      reason: 'NOT_JSON',
      storedNs: undefined,
    });
    expect(Buffer.from(letter?.event ?? []).toString()).toBe('{');
    expect(await readerOf(scene).find({ ...id, position: positionOf(1n, 1) })).toBeUndefined();
    expect(await readerOf(scene).find({ ...id, shard: 'other' })).toBeUndefined();
  });

  it('gives the original bytes, whatever they are', async () => {
    const { scene } = await lakeWithLetters();
    const letter = await readerOf(scene).find({
      shard: 'market',
      epoch: 1,
      position: positionOf(2n, 0),
    });
    expect([...(letter?.event ?? [])]).toEqual([0xff, 0xfe]);
  });

  it('takes a letter whose replay is stored for settled, and follows one refused again', async () => {
    const { scene, writer } = await lakeWithLetters();
    const replay = (of: string, text: string) =>
      scene.log.append({
        subject: SUBJECT,
        headers: { [REPLAY_OF_HEADER]: of },
        bytes: Buffer.from(text),
      });
    await replay('market/1/1/0', GOOD);
    await replay('market/1/1/2', '[');
    await writer.flushAll();
    const reader = readerOf(scene);
    expect(await reader.summary()).toMatchObject({
      letters: 4,
      open: 2,
      stored: 1,
      refusedAgain: 1,
    });
    const find = (id: string) => reader.find(parseDeadLetterId(id) ?? { ...NOWHERE });
    expect(await find('market/1/1/0')).toMatchObject({ state: 'stored', refusedAs: [] });
    const second = parseDeadLetterId('market/1/4/0');
    expect(await find('market/1/1/2')).toMatchObject({
      state: 'refused-again',
      refusedAs: [second],
    });
    const first = parseDeadLetterId('market/1/1/2');
    expect(await find('market/1/4/0')).toMatchObject({ state: 'open', replayOf: first });
  });

  it('says that a letter without a time cannot be asked for by time', async () => {
    const { scene } = await lakeWithLetters();
    const summary = await readerOf(scene).summary({ sinceNs: 0n });
    expect(summary).toMatchObject({ letters: 0, withoutTime: 3 });
  });

  it('refuses to count when a committed file is gone', async () => {
    const { scene } = await lakeWithLetters();
    const reader = readerOf(scene);
    const [letter] = await reader.newest({}, 1, 0);
    await rm(join(scene.root, letter.file));
    await expect(reader.summary()).rejects.toMatchObject({ code: 'FILE_GONE' });
  });
});

const NOWHERE = { shard: 'nowhere', epoch: 1, position: 0n };
