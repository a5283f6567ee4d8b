import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandomness } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openMarket } from './support/open-sequence.js';
import { payloads, readAll } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

const APPENDER = fileURLToPath(new URL('support/appender.ts', import.meta.url));

interface Appender {
  readonly child: ChildProcess;
  /** Everything it said so far. */
  said(): string;
  /** Resolves when it has said its first line. */
  readonly firstLine: Promise<void>;
}

function startAppender(root: string, run: string): Appender {
  const loader = ['--conditions=@assay/source', '--import', 'tsx'];
  const child = spawn(process.execPath, [...loader, APPENDER, root, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  const firstLine = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve();
    });
  });
  return { child, firstLine, said: () => output };
}

async function kill({ child }: Appender): Promise<void> {
  // `close` comes after the last output, `exit` may come before it.
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

describe('a process killed while it appends', () => {
  it('leaves every acknowledged message, exactly once and in order', async () => {
    const root = await temporaryFolder();
    const acknowledged = new Map<bigint, string>();
    for (let round = 0; round < 5; round += 1) {
      const appender = startAppender(root, `run${round}`);
      await appender.firstLine;
      await systemClock.sleep(Number.parseInt(systemRandomness.hex(1), 16));
      await kill(appender);
      for (const line of appender.said().split('\n').slice(0, -1)) {
        const [position = '', text = ''] = line.split(' ');
        expect(acknowledged.has(BigInt(position))).toBe(false);
        acknowledged.set(BigInt(position), text);
      }
      const { folder, market } = await openMarket(root);
      const messages = await readAll(market);
      expect(messages.map(({ position }) => position)).toEqual(
        messages.map((_, index) => BigInt(index + 1)),
      );
      const found = payloads(messages);
      expect(new Set(found).size).toBe(found.length);
      for (const [position, text] of acknowledged) expect(found[Number(position) - 1]).toBe(text);
      await folder.close();
    }
    expect(acknowledged.size).toBeGreaterThan(100);
  });

  it('holds the folder until it is dead, and then no longer', async () => {
    const root = await temporaryFolder();
    const owner = startAppender(root, 'owner');
    await owner.firstLine;
    const other = startAppender(root, 'other');
    const [code] = (await once(other.child, 'close')) as [number];
    expect(code).toBe(2);
    expect(other.said()).toContain(`in use by process ${owner.child.pid}`);
    await expect(openMarket(root)).rejects.toMatchObject({ code: 'LOCKED' });
    await kill(owner);
    await openMarket(root);
  });
});
