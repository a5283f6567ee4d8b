import { SPY_CONFIG, sessionsOf } from '@assay/signals';
import { systemClock } from '@assay/telemetry';
import { createMemoryLog, recordingLogger } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { createLakeFiles, type RowSelection } from '../../src/lake/lake-files.js';
import { encodeRunnerState } from '../../src/runner/runner-state.js';
import { findStart, type StartParts } from '../../src/runner/start-point.js';
import { engineInputs } from '../../src/session/engine-inputs.js';
import { knownSessions } from '../../src/session/known-sessions.js';
import { DAY_NS, MADE_CONFIG, MADE_DATE, madeMarket } from '../support/made-market.js';
import { appendAll, hasRead, lakeIn, makeRunner, until } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

const SHARD = 'market';
/** A date that the exchange's calendar does not know, and will not for long. */
const YEAR_2098_NS = 4_053_628_800_000_000_000n;

/** Bronze of two seconds of 2025-06-03, and of one second of another time. */
async function storedWith(otherNs: bigint) {
  const lake = lakeIn(await scratchFolder());
  const log = createMemoryLog({ stream: SHARD });
  await appendAll(log, madeMarket({ seed: 7, seconds: 2 }));
  await appendAll(log, madeMarket({ seed: 8, seconds: 1, startNs: otherNs }));
  await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
  await bronze.store();
  return { lake, logs: [{ shard: SHARD, log }] };
}

describe('the first start of a signal runner', () => {
  it.each([
    ['exchange', SPY_CONFIG],
    ['always', MADE_CONFIG],
  ])(
    'begins the newest session that can be believed: rows of 2098 are none (hours: %s)',
    { timeout: 60_000 },
    async (_, config) => {
      const { lake, logs } = await storedWith(YEAR_2098_NS);
      const logger = recordingLogger();
      const runner = makeRunner(lake, { logs, config, logger });
      await runner.start();
      const { session, problem } = await until(runner, ({ phase }) => phase === 'live');
      await runner.stop();
      expect({ session, problem }).toEqual({ session: MADE_DATE, problem: undefined });
      expect(logger.lines.map(({ message }) => message)).toContain(
        'files hold rows of a time to come: they say nothing of the session to begin',
      );
    },
  );

  it(
    'stores nothing, and names the end of the calendar, where no session is known of what comes',
    { timeout: 60_000 },
    async () => {
      const lake = lakeIn(await scratchFolder());
      const log = createMemoryLog({ stream: SHARD });
      const last = await appendAll(log, madeMarket({ seed: 7, seconds: 1, startNs: YEAR_2098_NS }));
      const logger = recordingLogger();
      const runner = makeRunner(lake, {
        logs: [{ shard: SHARD, log }],
        config: SPY_CONFIG,
        logger,
      });
      await runner.start();
      const { problem, phase } = await until(runner, hasRead(last));
      expect(phase).toBe('live');
      expect(problem).toMatch(/beyond the calendar: calendar cme-es: .* to 2026-12-31/);
      const warned = logger.lines.filter(({ message }) =>
        message.startsWith('no session is known'),
      );
      expect(warned).toHaveLength(1);
      await runner.stop();
    },
  );
});

describe('findStart', () => {
  it('begins the newest session where retention deleted what follows the stored state', async () => {
    const day = 86_400_000_000_000n;
    const lake = lakeIn(await scratchFolder());
    const log = createMemoryLog({ stream: SHARD });
    await appendAll(log, madeMarket({ seed: 7, seconds: 1 }));
    const read = (await log.state()).lastSequence;
    await appendAll(log, madeMarket({ seed: 8, seconds: 1, startNs: DAY_NS + 20n * day }));
    const last = await appendAll(
      log,
      madeMarket({ seed: 9, seconds: 1, startNs: DAY_NS + 30n * day }),
    );
    {
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await bronze.store();
    }
    log.retainFrom(last);
    const files = createLakeFiles(lake.store, undefined);
    const isDeleted = ({ file }: { readonly file: { readonly max_ts: bigint | null } }) =>
      file.max_ts !== null && file.max_ts < DAY_NS + 25n * day;
    const logger = recordingLogger();
    const inputs = engineInputs(MADE_CONFIG);
    const { created } = await log.state();
    const state = {
      inputs: [{ shard: SHARD, epoch: 1, sequence: read, created }],
      warmUp: null,
      active: new Map<string, bigint>(),
      later: [],
      engine: new Uint8Array(3),
    };
    const parts = {
      logs: [{ shard: SHARD, log }],
      lake: {
        ...files,
        select: async (wanted: RowSelection) =>
          (await files.select(wanted)).filter((file) => !isDeleted(file)),
        retired: async (wanted: RowSelection) => (await files.select(wanted)).filter(isDeleted),
      },
      inputs,
      sessions: knownSessions(sessionsOf(MADE_CONFIG), () => undefined),
      clock: systemClock,
      reader: 'signals-SPY',
      logger,
    };
    const restored = { state: encodeRunnerState(state) };
    for (const gold of [
      { restored, lastTickNs: DAY_NS + 1_000_000_000n },
      { restored: undefined, lastTickNs: DAY_NS + 1_000_000_000n },
    ]) {
      const start = await findStart({ ...parts, gold: gold as StartParts['gold'] });
      expect(start.restored).toBeUndefined();
      expect(start.session?.date).toBe('2025-07-03');
      expect(start.plans[0].after).toBeUndefined();
    }
    expect(logger.lines.map(({ message }) => message.split(':')[0])).toEqual([
      'retention deleted rows that follow the stored state',
      'retention deleted rows since the last instant stored',
      'retention deleted rows since the last instant stored',
    ]);
  });
});
