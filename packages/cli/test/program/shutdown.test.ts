import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/index.js';
import { createShutdown } from '../../src/program/shutdown.js';
import { fakeEnvironment } from '../fake-environment.js';
import { fixtureProgram } from './fixture-program.js';

function scene() {
  const fake = fakeEnvironment();
  const said: string[] = [];
  const failures: unknown[] = [];
  const shutdown = createShutdown(
    fake.environment,
    (text) => said.push(text),
    (error) => failures.push(error),
  );
  return { ...fake, said, failures, shutdown };
}

describe('onShutdown', () => {
  it('calls every handler once, in order, with the first signal', async () => {
    const { signals, shutdown, said, clock, exits } = scene();
    const calls: string[] = [];
    shutdown.onShutdown(async (signal) => void calls.push(`one ${signal}`));
    shutdown.onShutdown((signal) => void calls.push(`two ${signal}`));
    signals.emit('SIGTERM', 'SIGTERM');
    await Promise.resolve();
    clock.advance(100);
    signals.emit('SIGINT', 'SIGINT');
    await Promise.resolve();
    expect(calls).toEqual(['one SIGTERM', 'two SIGTERM']);
    expect(said).toEqual(['SIGTERM: finishing what is under way; once more to stop at once']);
    expect(exits).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends at once with a second %s', (signal, code) => {
    const { signals, shutdown, clock, exits } = scene();
    const remove = shutdown.onShutdown(() => undefined);
    signals.emit('SIGTERM', 'SIGTERM');
    remove();
    clock.advance(500);
    signals.emit(signal, signal);
    expect(exits).toEqual([code]);
  });

  it('leaves signals alone without a handler', () => {
    const { signals, shutdown } = scene();
    const remove = shutdown.onShutdown(() => undefined);
    expect(signals.listenerCount('SIGINT')).toBe(1);
    remove();
    expect(signals.listenerCount('SIGINT')).toBe(0);
    shutdown.onShutdown(() => undefined);
    shutdown.close();
    expect(signals.listenerCount('SIGTERM')).toBe(0);
  });

  it('reports a handler that fails', async () => {
    const { signals, shutdown, failures } = scene();
    shutdown.onShutdown(() => Promise.reject(new Error('cannot drain')));
    signals.emit('SIGINT', 'SIGINT');
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toMatchObject([{ message: 'cannot drain' }]);
  });
});

describe('a service', () => {
  it.each([
    [['serve'], 0, 'draining'],
    [['serve', '--broken'], 2, 'error: the disk is gone'],
  ])('%j ends with %i when it is told to', async (argv, code, message) => {
    const fake = fakeEnvironment({ tty: true });
    const running = runProgram(fixtureProgram, argv, fake.environment);
    while (!fake.stderr().includes('ready')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    fake.signals.emit('SIGTERM', 'SIGTERM');
    expect(await running).toBe(code);
    expect(fake.stderr()).toContain(message);
    expect(fake.signals.listenerCount('SIGTERM')).toBe(0);
  });
});
