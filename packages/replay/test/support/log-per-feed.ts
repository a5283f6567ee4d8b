import type { OutgoingMessage } from '@assay/bus';
import { createMemoryLog, type MemoryLog } from '@assay/testkit';
import type { RunnerStatus, SignalRunner } from '../../src/index.js';
import { appendAll, until, type TestLake } from './run-live.js';
import { openStoredLog } from './store-bronze.js';

/** A log of one feed, and its shard. */
export interface FeedLog {
  readonly shard: string;
  readonly log: MemoryLog;
}

/** Whose message it is. */
export const feedOf = ({ subject }: OutgoingMessage): string => subject.split('.')[1];

/** A log each for futures, stocks and options. */
export function feedLogs(): FeedLog[] {
  return ['futures', 'stocks', 'options'].map((shard) => ({
    shard,
    log: createMemoryLog({ stream: shard }),
  }));
}

/** Appends each message to the log of its feed. */
export async function sendAll(
  logs: readonly FeedLog[],
  messages: readonly OutgoingMessage[],
): Promise<void> {
  for (const { shard, log } of logs) {
    await appendAll(
      log,
      messages.filter((message) => feedOf(message) === shard),
    );
  }
}

/** Resolves when all that the logs hold by now is taken in. */
export async function readToEnd(
  runner: SignalRunner,
  logs: readonly FeedLog[],
): Promise<RunnerStatus> {
  const ends = await Promise.all(
    logs.map(async ({ shard, log }) => ({ shard, to: (await log.state()).lastSequence })),
  );
  return until(runner, ({ positions }) =>
    ends.every(
      ({ shard, to }) =>
        to === 0n || positions.some((each) => each.shard === shard && each.sequence >= to),
    ),
  );
}

/** Bronze stores all that the logs hold. */
export async function storeLogs(lake: TestLake, logs: readonly FeedLog[]): Promise<void> {
  for (const { shard, log } of logs) {
    await using bronze = await openStoredLog(lake.store, lake.stagingFolder, shard, log);
    await bronze.store();
  }
}
