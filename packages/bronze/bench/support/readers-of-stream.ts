import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Peers } from '../../../../test-servers.mjs';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { openQuerySession } from '@assay/query';
import { sqlText } from '@assay/schemas';
import { createBronzeWriter } from '../../src/index.js';
import { STREAM, SUBJECT, type TradeStream } from './trade-stream.js';

const execute = promisify(execFile);

/** The client alone: pulls the whole stream and stores nothing. Seconds. */
export async function drainBare({ logs, messages }: TradeStream): Promise<number> {
  const { manager } = logs.connection;
  const { name } = await manager.consumers.add(STREAM, {
    name: 'bare',
    ack_policy: 'none',
    deliver_policy: 'all',
    mem_storage: true,
  });
  const consumer = await manager.jetstream().consumers.get(STREAM, name);
  const started = performance.now();
  const pulled = await consumer.consume({ max_messages: 20_000 });
  let bytes = 0;
  let left = messages;
  for await (const message of pulled) {
    bytes += message.data.length;
    left -= 1;
    if (left === 0) break;
  }
  const seconds = (performance.now() - started) / 1_000;
  await pulled.close();
  await manager.consumers.delete(STREAM, name);
  if (bytes === 0) throw new Error('expected payloads, was nothing');
  return seconds;
}

/**
 * Assay: the whole stream into durable, committed Bronze files, from the moment at which the shard is
 * claimed. Every event is counted in the files afterwards. Seconds.
 */
export async function storeInBronze(
  { logs, messages, events }: TradeStream,
  folder: string,
  maxEvents: number,
): Promise<number> {
  const root = join(folder, 'lake');
  let allCommitted: () => void = () => undefined;
  const committed = new Promise<void>((resolve) => (allCommitted = resolve));
  const writer = createBronzeWriter({
    log: logs.logOf(SUBJECT),
    store: createLocalStore({ root }),
    shard: STREAM,
    stagingFolder: localStagingFolder(root),
    limits: { maxEvents, maxSeconds: 1 },
    onCommit: ({ seq_to: to }) => {
      if (Number(to) >= messages) allCommitted();
    },
  });
  await writer.start();
  const started = performance.now();
  await Promise.race([committed, writer.done]);
  const seconds = (performance.now() - started) / 1_000;
  await writer.stop();
  await expectEachOnce(root, events);
  return seconds;
}

async function expectEachOnce(root: string, events: number): Promise<void> {
  const session = await openQuerySession();
  const files = sqlText(join(root, 'bronze/futures/trades/**/*.parquet'));
  const [row] = await session.rows(
    `SELECT count(*)::BIGINT AS stored, count(DISTINCT seq)::BIGINT AS different
     FROM read_parquet(${files})`,
  );
  session.close();
  const { stored, different } = row as { readonly stored: bigint; readonly different: bigint };
  if (Number(stored) === events && Number(different) === events) return;
  throw new Error(`expected ${events} events once each, was ${stored} rows of ${different}`);
}

/** The Go peer over the first `count` messages: events a second, as it says itself. */
export async function runGoPeer(
  peers: Peers,
  { server }: TradeStream,
  folder: string,
  options: { readonly count: number; readonly batch: number },
): Promise<number> {
  const stream = ['-url', server.url, '-stream', STREAM, '-subject', SUBJECT];
  const rest = ['-count', `${options.count}`, '-batch', `${options.batch}`, '-fsync'];
  return rateOf(peers.goToParquet, [...stream, '-out', made(folder), ...rest]);
}

/** A Python peer likewise: `--raw` pulls by hand, else by the client's `fetch`. */
export async function runPythonPeer(
  peers: Peers,
  { server }: TradeStream,
  folder: string,
  options: { readonly count: number; readonly batch: number; readonly raw: boolean },
): Promise<number> {
  const script = join(peers.folder, 'nats_to_parquet.py');
  const stream = ['--url', server.url, '--stream', STREAM, '--subject', SUBJECT];
  const rest = ['--count', `${options.count}`, '--batch', `${options.batch}`, '--fsync'];
  const args = [script, ...stream, '--out', made(folder), ...rest];
  return rateOf(peers.python, options.raw ? [...args, '--raw'] : args);
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function rateOf(command: string, args: readonly string[]): Promise<number> {
  const { stdout } = await execute(command, args);
  const { eps } = JSON.parse(stdout) as { readonly eps: number };
  return eps;
}
