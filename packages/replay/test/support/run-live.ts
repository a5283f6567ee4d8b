import type { OutgoingMessage } from '@assay/bus';
import { createLocalStore, localStagingFolder, type ObjectStore } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import {
  createSignalRunner,
  runEngineOverLake,
  type RunnerStatus,
  type SignalRunner,
  type SignalRunnerOptions,
} from '../../src/index.js';
import { collect } from './collect.js';
import { rowsOf } from './gold-rows.js';
import { MADE_CONFIG, MADE_DATE } from './made-market.js';

/** A lake in a folder. */
export interface TestLake {
  readonly store: ObjectStore;
  readonly stagingFolder: string;
}

export function lakeIn(root: string): TestLake {
  return { store: createLocalStore({ root }), stagingFolder: localStagingFolder(root) };
}

/**
 * A runner of the made market. Its inputs are waited for as long as it takes: a test that is slow must not miss
 * events.
 */
export function makeRunner(
  { store, stagingFolder }: TestLake,
  options: Pick<SignalRunnerOptions, 'logs'> & Partial<SignalRunnerOptions>,
): SignalRunner {
  return createSignalRunner({
    config: MADE_CONFIG,
    store,
    gold: { stagingFolder, limits: { maxEvents: 60, maxSeconds: 0.2 } },
    liveAllowanceMs: 600_000,
    query: { threads: 1 },
    ...options,
  });
}

/** Resolves when the status is as wanted; rejects when the runner fails, or after half a minute. */
export async function until(
  runner: SignalRunner,
  isWanted: (status: RunnerStatus) => boolean,
): Promise<RunnerStatus> {
  let failure: { readonly error: unknown } | undefined;
  runner.done.catch((error: unknown) => {
    failure = { error };
  });
  for (let turns = 0; turns < 3_000; turns += 1) {
    if (failure !== undefined) {
      throw failure.error;
    }
    if (isWanted(runner.status())) {
      return runner.status();
    }
    await systemClock.sleep(10);
  }
  const { positions, ...status } = runner.status();
  const words = { ...status, positions: positions.map(({ sequence }) => String(sequence)) };
  throw new Error(`waited half a minute: ${JSON.stringify(words, bigAsText)}`);
}

const bigAsText = (_: string, value: unknown) =>
  typeof value === 'bigint' ? String(value) : value;

/** Whether everything up to a sequence of the only log was taken in. */
export const hasRead =
  (sequence: bigint) =>
  ({ positions }: RunnerStatus): boolean =>
    positions.some((position) => position.sequence >= sequence);

export async function appendAll(
  log: { append(message: OutgoingMessage): Promise<bigint> },
  messages: readonly OutgoingMessage[],
): Promise<bigint> {
  let last = 0n;
  for (const message of messages) {
    last = await log.append(message);
  }
  return last;
}

/** What one pass over Bronze says, up to and including an instant. */
export async function onePass({ store }: TestLake, toNs: bigint) {
  const options = { store, config: MADE_CONFIG, session: MADE_DATE, endNs: toNs + 1n };
  return rowsOf(await collect(runEngineOverLake({ ...options, query: { threads: 1 } })));
}
