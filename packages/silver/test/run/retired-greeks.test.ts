import {
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  type AnyRow,
} from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { Compactor, CompactionFailed, CompactOptions } from '../../src/index.js';
import { greeks, print } from './support/option-rows.js';
import { createScene, DATE } from './support/scene.js';

const NEXT_DATE = '2024-12-19';
const NONE = 0n;

/** What became of every hour: its status and reason, or the code of its error and what that says. */
async function outcomes(compactor: Compactor, date = DATE, options: CompactOptions = {}) {
  const request = { dataset: optionsTradesEnriched, ...options };
  const brief = (each: { hour: string | null; status: string; reason: string }) =>
    `${each.hour} ${each.status}: ${each.reason}`;
  try {
    return (await compactor.compactDate(date, request)).map(brief);
  } catch (error) {
    const { results, failures } = error as CompactionFailed;
    const failed = failures.map(({ hour, error: why }) => {
      const { code, message } = why as { code: string; message: string };
      return `${hour} ${code}: ${message}`;
    });
    return [...results.map(brief), ...failed];
  }
}

/** Trades are compacted with greeks, and the greeks are deleted. */
async function withRetiredGreeks(trades: readonly AnyRow[], snapshots: readonly AnyRow[]) {
  const scene = await createScene({ threads: 1 });
  const { lake, open } = scene;
  if (trades.length > 0) {
    await lake.add(optionsTrades, trades);
  }
  const files = await lake.add(optionsGreeksSnapshots, snapshots);
  const retire = () => lake.retire(files);
  return { ...scene, compactor: open(), retire };
}

function deleted(date: string, hour: string, made = 'compacted', next = ''): string {
  return (
    `FROZEN: options.trades_enriched.v1 SPY ${date} hour ${hour}: expected the greeks that its trades ` +
    `look at, was 1 file of them deleted by retention before the hour was ${made}: ${next}join ` +
    'it in a copy of the lake that has them still'
  );
}

describe('an enriched hour whose greeks retention deleted', () => {
  it('is frozen when it was made of them', async () => {
    const { compactor, retire, lake, open } = await withRetiredGreeks(
      [print(14, 5)],
      [greeks(14, 1)],
    );
    await outcomes(compactor);
    await retire();
    expect(await outcomes(compactor)).toEqual(['14 unchanged: frozen (1 file retired)']);
    expect(await open().status({ dataset: optionsTradesEnriched })).toMatchObject([
      { state: 'frozen' },
    ]);
    await lake.add(optionsTrades, [print(14, 8)]);
    expect(await outcomes(compactor)).toEqual([
      '14 unchanged: frozen (1 file retired; 1 file came later and is not in it)',
    ]);
  });

  it('is refused, and never joined to nothing, when its trades came afterwards', async () => {
    const snapshots = [greeks(14, 1), greeks(15, 2)];
    const { compactor, retire, lake, open } = await withRetiredGreeks([print(14, 5)], snapshots);
    await outcomes(compactor);
    await retire();
    await lake.add(optionsTrades, [print(15, 5)]);
    const frozen = `15 ${deleted(DATE, '15')}`;
    expect(await outcomes(compactor)).toEqual(['14 unchanged: frozen (1 file retired)', frozen]);
    const status = await open().status({ dataset: optionsTradesEnriched });
    expect(status.map(({ hour, state }) => `${hour} ${state}`)).toEqual([
      '14 frozen',
      '15 failing',
    ]);
    // The trades themselves are not concerned.
    const [, trades] = await compactor.compactDate(DATE, { dataset: optionsTrades });
    expect(trades).toMatchObject({ hour: '15', status: 'success' });
  });

  it('is refused for the greeks of the day before in the first seconds of a day, and not later', async () => {
    const { compactor, retire, lake } = await withRetiredGreeks([], [greeks(23, 3_598)]);
    await retire();
    await lake.add(optionsTrades, [print(24, 1), print(25, 1)]);
    expect(await outcomes(compactor, NEXT_DATE)).toEqual([
      '01 success: new',
      `00 ${deleted(NEXT_DATE, '00')}`,
    ]);
  });

  it('is compacted when they are of another underlying, or out of its window', async () => {
    const other = { ...greeks(15, 1), underlying: 'QQQ' };
    const { compactor, retire, lake } = await withRetiredGreeks([], [other]);
    await retire();
    for (const outside of [greeks(14, 3_589), greeks(16, 0)]) {
      await lake.retire(await lake.add(optionsGreeksSnapshots, [outside]));
    }
    await lake.add(optionsTrades, [print(15, 0)]);
    expect(await outcomes(compactor)).toEqual(['15 success: new']);
  });

  it('is refused with a tolerance that looks at them where the recorded one did not', async () => {
    const { compactor, retire } = await withRetiredGreeks([print(14, 5)], [greeks(13, 3_598)]);
    const narrow = { toleranceNs: NONE };
    await outcomes(compactor, DATE, narrow);
    await retire();
    expect(await outcomes(compactor, DATE, narrow)).toEqual(['14 unchanged: unchanged']);
    expect(await outcomes(compactor)).toEqual([
      `14 ${deleted(DATE, '14', 'joined with them', 'keep to the tolerance that it has (0s), or ')}`,
    ]);
    expect(await outcomes(compactor, DATE, { ...narrow, force: true })).toEqual([
      '14 success: forced',
    ]);
  });

  it('is not set back to a record that lacks deleted greeks within its own tolerance', async () => {
    const { lake, open, compactor } = await withRetiredGreeks([print(14, 30)], [greeks(14, 1)]);
    await outcomes(compactor);
    await lake.add(optionsGreeksSnapshots, [greeks(14, 29)]);
    const killed = open({
      failpoint: async (name) => {
        if (name === 'silver.after-entry') {
          await lake.retire(await lake.files());
          throw new Error('killed');
        }
      },
    });
    await outcomes(killed, DATE, { toleranceNs: 60_000_000_000n });
    expect(await outcomes(compactor)).toEqual([
      expect.stringMatching(/^14 FROZEN: .*bring that file back from a copy/),
    ]);
  });
});
