import { BusError, type LogMessage, type ReadOptions } from '@assay/bus';
import type { MemoryLog } from './memory-log.js';
import { markOf } from './message-mark.js';

const DEFAULT_MAX_MESSAGES = 1_000;

/** Reads a log in memory as the port has it: see `EventLog.read`. */
export async function* readMemoryLog(
  log: MemoryLog,
  from: bigint,
  options: ReadOptions = {},
): AsyncGenerator<readonly LogMessage[], void, undefined> {
  const { follow = false, signal, after, maxMessages = DEFAULT_MAX_MESSAGES } = options;
  const { created, stream, lastSequence: end } = await log.state();
  const fail = (code: 'LOG_REPLACED' | 'LOG_REWOUND', problem: string): never => {
    throw new BusError(code, `log ${stream}: ${problem}`);
  };
  const wanted = options.created ?? created;
  const expectSame = (): void => {
    if (log.created !== wanted) {
      fail('LOG_REPLACED', `expected the one of identity ${wanted}, was ${log.created}`);
    }
  };

  expectSame();
  if (follow && from > end + 1n) {
    fail('LOG_REWOUND', `expected ${from - 1n} messages or more, was ${end}`);
  }
  if (after !== undefined) {
    const held = await log.markAt(after.sequence);
    if (held === undefined ? after.sequence > end : held.sha256 !== after.sha256) {
      fail('LOG_REWOUND', `expected the message at ${after.sequence} that is stored, was another`);
    }
  }
  let next = from;
  let given: LogMessage | undefined;
  // Asked by a function, because it changes while this one waits.
  const aborted = (): boolean => signal?.aborted === true;
  while (!aborted() && !(log.closed && follow)) {
    const { changed } = log;
    expectSame();
    if (given !== undefined && (await isLost(log, given))) {
      fail('LOG_REWOUND', `expected message ${given.sequence} that was read, was none or another`);
    }
    const group = log.messages
      .filter(({ sequence }) => sequence >= next && (follow || sequence <= end))
      .slice(0, maxMessages);
    if (group.length > 0) {
      given = group.at(-1);
      next = (given?.sequence ?? next) + 1n;
      yield group;
    } else if (follow) {
      await Promise.race([changed, untilAborted(signal)]);
    } else {
      return;
    }
  }
}

/** Whether a message that was given is none any more; one that retention dropped was not lost. */
async function isLost(log: MemoryLog, given: LogMessage): Promise<boolean> {
  const held = log.messages.find(({ sequence }) => sequence === given.sequence);
  if (held !== undefined) return markOf(held).sha256 !== markOf(given).sha256;
  return (await log.state()).lastSequence < given.sequence;
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
