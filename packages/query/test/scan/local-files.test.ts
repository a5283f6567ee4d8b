import type { ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { withLocalCopies } from '../../src/index.js';

/** A store of which only local copies are asked; `absent` fails. */
function storeOf(released: string[]): ObjectStore {
  const localCopy = async (key: string) => {
    if (key === 'absent') {
      throw new Error('no such object');
    }
    return {
      path: `/copies/${key}`,
      release: async () => {
        released.push(key);
      },
    };
  };
  return { localCopy } as unknown as ObjectStore;
}

describe('withLocalCopies', () => {
  it('gives paths in the order of the keys, and the copies back', async () => {
    const released: string[] = [];
    const paths = await withLocalCopies(storeOf(released), ['b', 'a'], async (given) => {
      expect(released).toEqual([]);
      return given;
    });
    expect(paths).toEqual(['/copies/b', '/copies/a']);
    expect(released).toEqual(['b', 'a']);
  });

  it('gives the copies back when the work fails', async () => {
    const released: string[] = [];
    const work = withLocalCopies(storeOf(released), ['a'], async () => {
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    expect(released).toEqual(['a']);
  });

  it('gives back those it has when one cannot be had', async () => {
    const released: string[] = [];
    const work = withLocalCopies(storeOf(released), ['a', 'absent', 'b'], async () => 'done');
    await expect(work).rejects.toThrow('no such object');
    expect(released).toEqual(['a']);
  });
});
