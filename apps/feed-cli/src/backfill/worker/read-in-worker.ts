import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from '@assay/cli';
import type { FeedError } from '@assay/feeds';
import { createDatasetRegistry } from '@assay/schemas';
import type { LineBatch } from '../../sink/sender.js';
import type { FeedReading, OnEvents } from '../feed-reading.js';
import {
  errorOf,
  type PlainBatch,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSettings,
} from './protocol.js';

/** From source the entry is TypeScript too, under the loader that this process has. */
const ENTRY = fileURLToPath(new URL(`./decode-worker${extname(import.meta.url)}`, import.meta.url));

/**
 * Reads in a process of its own, one pass at a time. Decoding of a file's events begins when they are asked
 * for, not when they are iterated: a few batches wait for their turn.
 */
export function readInWorker(settings: WorkerSettings): FeedReading {
  const worker = fork(ENTRY, [], {
    // Times are bigint. Standard output is the command's own.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const registry = createDatasetRegistry();
  let failure: { readonly error: unknown } | undefined;
  let waiting: WorkerReply[] = [];
  let wake: () => void = () => undefined;
  let onEvents: OnEvents = () => undefined;

  worker.on('message', (message: WorkerReply) => {
    if (message.kind === 'events') {
      onEvents(message.events);
      return;
    }
    waiting.push(message);
    wake();
  });
  const fail = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(processEnded()));

  const post = (request: WorkerRequest) => {
    // Without a process there is no answer either, which is told by its end.
    if (worker.connected) {
      worker.send(request, () => undefined);
    }
  };
  post({ kind: 'open', settings });

  function ask(request: WorkerRequest, counted: OnEvents = () => undefined): void {
    waiting = [];
    onEvents = counted;
    post(request);
  }

  async function next(): Promise<WorkerReply> {
    for (;;) {
      const message = waiting.shift();
      if (message?.kind === 'failed') {
        throw errorOf(message.error);
      }
      if (message !== undefined) {
        return message;
      }
      if (failure !== undefined) {
        throw failure.error;
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  function batchOf({ dataset: id, firstOrdinal, text }: PlainBatch): LineBatch {
    const dataset = registry.find(id);
    if (dataset === undefined) {
      throw new TypeError(`expected a dataset, was "${id}"`);
    }
    return { dataset, firstOrdinal, lines: text.split('\n') };
  }

  async function* taken(): AsyncGenerator<LineBatch> {
    for (let message = await next(); message.kind !== 'end'; message = await next()) {
      if (message.kind !== 'batch') {
        throw unexpected(message);
      }
      post({ kind: 'taken' });
      yield batchOf(message);
    }
  }

  return {
    sha256: async (path) => {
      ask({ kind: 'sha256', path });
      const message = await next();
      if (message.kind !== 'sha256') {
        throw unexpected(message);
      }
      return message.sha256;
    },
    survey: async (path, counted) => {
      ask({ kind: 'survey', path }, counted);
      const message = await next();
      if (message.kind !== 'survey') {
        throw unexpected(message);
      }
      const { failure: plain, ...survey } = message.survey;
      // Nothing but the errors of feeds is part of a survey.
      const error = plain === undefined ? undefined : errorOf(plain);
      return { ...survey, failure: error as FeedError | undefined };
    },
    batches: (path, byPartition, onOrdered) => {
      ask({ kind: 'batches', path, byPartition }, onOrdered);
      return taken();
    },
    close: async () => {
      if (worker.connected) {
        worker.disconnect();
      }
      await ended;
    },
  };
}

function processEnded(): CommandFailure {
  return new CommandFailure('UNREACHABLE', 'a decoding process ended before its work was done', {
    next: 'run the command again, with fewer --jobs where memory ran out: nothing is stored twice',
    retryable: true,
  });
}

function unexpected({ kind }: WorkerReply): TypeError {
  return new TypeError(`expected the answer to what was asked, was ${kind}`);
}
