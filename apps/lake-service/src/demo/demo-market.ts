import type { EventLog } from '@assay/bus';
import {
  createMarketSimulator,
  createSimulatorLines,
  restoreMarketSimulator,
  runSimulator,
  sessionOf,
  sessionRun,
  simulatorMessages,
} from '@assay/feeds';
import type { Clock, Logger } from '@assay/telemetry';
import { readSession, writeSession } from './demo-session.js';

/** What the demo needs. */
export interface DemoOptions {
  readonly log: Pick<EventLog, 'append'>;
  /** Keeps the market between two starts: `data/demo/session.json`. */
  readonly sessionFile: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seed of a market that starts for the first time. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** How often the session is kept while the market runs. */
const SAVE_EVERY_MS = 10_000;

/**
 * Runs a simulated market that never closes in real time into the log, until the signal. The first start begins it at
 * the present; a later one goes on where it was left, at the present time, as a new run: what was
 * already sent is never sent again.
 */
export async function runDemoMarket(options: DemoOptions): Promise<void> {
  const { log, sessionFile, clock, logger, seed, signal } = options;
  const nowNs = clock.nowNs();
  const kept = await readSession(sessionFile);
  const market =
    kept === undefined
      ? createMarketSimulator({ seed, startNs: nowNs, hours: 'always' })
      : restoreMarketSimulator(kept.snapshot, { resumeAtNs: nowNs });
  const starts = (kept?.starts ?? 0) + 1;
  const save = () => writeSession(sessionFile, sessionOf(market, starts));
  // Kept before anything is sent: a crash now must not let the next start use this run's name again.
  await save();
  const run = sessionRun(sessionOf(market, starts));
  logger.info('simulated market started', { run, resumed: kept !== undefined });
  const counter = createSimulatorLines();
  let savedMs = clock.monotonicMs();
  await runSimulator({
    market,
    clock,
    signal,
    onEvents: async (batch) => {
      const messages = simulatorMessages(run, counter.linesOf(batch));
      await Promise.all(messages.map((message) => log.append(message)));
      if (clock.monotonicMs() - savedMs >= SAVE_EVERY_MS) {
        savedMs = clock.monotonicMs();
        await save();
      }
    },
  });
  await save();
  logger.info('simulated market stopped', { run, events: counter.counts() });
}
