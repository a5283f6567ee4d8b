import { openEmbeddedLog } from '../src/embedded-log.js';
import type { EmbeddedStream } from '../src/subjects.js';
import { describeEventLogContract } from './event-log-contract.js';
import type { LogUnderTest } from './event-log-contract.js';
import { temporaryFolder } from './temporary-folder.js';

async function open(root: string, stream: EmbeddedStream): Promise<LogUnderTest> {
  // Small segments, so that the contract also holds over their borders.
  const embedded = await openEmbeddedLog({ root, segmentBytes: 2048 });
  const log = embedded[stream];
  return {
    log,
    reopen: async () => {
      await embedded.close();
      return open(root, stream);
    },
    // `release` resolves when the closed segments it covers are gone.
    settleRelease: () => Promise.resolve(),
    destroy: () => embedded.close(),
  };
}

for (const [stream, subject] of [
  ['market', 'market.futures.trades'],
  ['levels', 'levels.signals'],
] as const) {
  describeEventLogContract(`embedded, ${stream}`, {
    subject,
    create: async () => open(await temporaryFolder(), stream),
  });
}
