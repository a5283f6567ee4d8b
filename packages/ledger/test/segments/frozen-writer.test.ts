import { ledgerEntryKey } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { nullLogger, type Failpoint } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { readEntries, readEntry } from '../../src/read/read-entries.js';
import { readLedger } from '../../src/read/read-ledger.js';
import { compactLog } from '../../src/segments/compact-log.js';
import { openCommitSession, type CommitSession } from '../../src/session/commit-session.js';
import { createScene, type Scene } from '../support/scene.js';

/** A writer that stops at a failpoint until it is woken. */
function freezing(at: string): {
  readonly failpoint: Failpoint;
  reached: Promise<void>;
  wake(): void;
} {
  let wake = (): void => undefined;
  let reach = (): void => undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const failpoint: Failpoint = async (name) => {
    if (name === at) {
      reach();
      await woken;
    }
  };
  return { failpoint, reached, wake: () => wake() };
}

async function commitAll(scene: Scene, session: CommitSession, to: number): Promise<void> {
  for (let next = Number(session.state.committedTo) + 1; next <= to; next += 1) {
    await session.commitBatch(await scene.batch(next, next));
  }
}

/** Everything that may go into a segment goes, and the single files with it. */
async function compact(scene: Scene): Promise<number> {
  const { state } = await readLedger(scene);
  return compactLog({ ...scene, head: state.head, segmentEntries: 2, logger: nullLogger });
}

async function keysIn(scene: Scene, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of scene.store.list(prefix)) {
    keys.push(key);
  }
  return keys;
}

/** The log as readers see it: numbers and makers. */
async function makers(scene: Scene): Promise<string[]> {
  const seen: string[] = [];
  for await (const group of readEntries(scene, 0)) {
    seen.push(...group.map(({ entry }) => `${entry.number} ${entry.kind} ${entry.writer}`));
  }
  return seen;
}

const FENCED = expect.objectContaining({ code: 'FENCED' });

describe('a writer that was frozen while its number went into a segment', () => {
  it.each(['intent', 'commit'])('is fenced when it wakes before its %s', async (kind) => {
    const scene = await createScene();
    const { failpoint, reached, wake } = freezing(`ledger.before-${kind}`);
    const frozen = await openCommitSession(scene.options({ failpoint }));
    const late = frozen.commitBatch(
      await scene.batch(1, 1, {
        files: [{ ...(await scene.file(1, 1)), key: 'bronze/model/late' }],
      }),
    );
    const outcome = expect(late).rejects.toEqual(FENCED);
    await reached;
    const number = frozen.state.head + 1;

    // A recovery rebuilds what the intent lists, which is the late file.
    const files = [{ ...(await scene.file(1, 1)), key: 'bronze/model/late' }];
    const rebuild = () => scene.batch(1, 1, { files, closeReason: 'recovery' });
    const owner = await openCommitSession(scene.options({ rebuild }));
    await commitAll(scene, owner, 8);
    expect(await compact(scene)).toBeGreaterThan(number + 4);
    const before = await makers(scene);
    const data = await keysIn(scene, 'bronze/');
    const log = await keysIn(scene, '_lake/bronze/market/log/');
    expect(log.length).toBeLessThan(5);

    wake();
    await outcome;
    expect(await makers(scene)).toEqual(before);
    expect((await readEntry(scene, number))?.entry.kind).toBe('claim');
    expect(await keysIn(scene, 'bronze/')).toEqual(data);
    expect(await keysIn(scene, '_lake/bronze/market/log/')).toEqual(log);
    await commitAll(scene, owner, 9);
    expect((await readLedger(scene)).totals.delivered).toBe(9);
  });

  it('is fenced when it wakes before its claim, if another one claimed meanwhile', async () => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options());
    await commitAll(scene, first, 2);
    const { failpoint, reached, wake } = freezing('ledger.before-claim');
    const late = openCommitSession(scene.options({ failpoint }));
    const outcome = expect(late).rejects.toEqual(FENCED);
    await reached;
    const number = first.state.head + 1;
    await commitAll(scene, first, 4);
    const owner = await openCommitSession(scene.options());
    await commitAll(scene, owner, 6);
    await compact(scene);
    const before = await makers(scene);
    const log = await keysIn(scene, '_lake/bronze/market/log/');
    expect(before[number - 1]).toContain('intent');

    wake();
    await outcome;
    expect(await makers(scene)).toEqual(before);
    expect(await keysIn(scene, '_lake/bronze/market/log/')).toEqual(log);
    await commitAll(scene, owner, 7);
  });

  it('claims at the end of the log when it wakes before its claim and only the owner wrote', async () => {
    const scene = await createScene();
    const first = await openCommitSession(scene.options());
    await commitAll(scene, first, 2);
    const { failpoint, reached, wake } = freezing('ledger.before-claim');
    const late = openCommitSession(scene.options({ failpoint }));
    await reached;
    await commitAll(scene, first, 6);
    await compact(scene);
    const before = await makers(scene);
    wake();
    const owner = await late;
    expect((await makers(scene)).slice(0, -1)).toEqual(before);
    await expect(commitAll(scene, first, 7)).rejects.toEqual(FENCED);
    await commitAll(scene, owner, 8);
  });

  it('leaves the file of its claim when that went into a segment before it looked', async () => {
    const scene = await createScene();
    const key = ledgerEntryKey('bronze', 'market', 1);
    const store: ObjectStore = {
      ...scene.store,
      createIfAbsent: async (created, source) => {
        const outcome = await scene.store.createIfAbsent(created, source);
        if (created === key) {
          const owner = await openCommitSession(scene.options());
          await commitAll(scene, owner, 3);
          await compact(scene);
        }
        return outcome;
      },
    };
    await expect(openCommitSession(scene.options({ store }))).rejects.toEqual(FENCED);
    expect(await scene.store.head(key)).toBeDefined();
    expect((await readLedger(scene)).totals.delivered).toBe(3);
  });
});
