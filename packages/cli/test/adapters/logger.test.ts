import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from '../../src/index.js';
import { handClock } from '../fake-environment.js';

async function logged(options: Partial<LoggerOptions>) {
  const lines: string[] = [];
  const logger = await createLogger({
    format: 'json',
    level: 'info',
    clock: handClock(),
    write: (line) => lines.push(line),
    ...options,
  });
  logger.debug('detail', { n: 1 });
  logger.child({ shard: 'market' }).info('committed', { seq: 9_007_199_254_740_993n, rows: 5 });
  logger.warn('odd', { error: Object.assign(new Error('full'), { code: 'ENOSPC' }) });
  logger.error('no fields', { gone: undefined });
  return lines;
}

describe('createLogger', () => {
  it('writes one JSON object a line, int64 as text', async () => {
    const lines = await logged({ format: 'json' });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        time: '2025-12-16T13:50:12.345Z',
        message: 'committed',
        shard: 'market',
        seq: '9007199254740993',
        rows: 5,
      },
      {
        level: 'warn',
        time: '2025-12-16T13:50:12.345Z',
        message: 'odd',
        error: { name: 'Error', code: 'ENOSPC', message: 'full' },
      },
      { level: 'error', time: '2025-12-16T13:50:12.345Z', message: 'no fields' },
    ]);
  });

  it('writes lines for people', async () => {
    expect(await logged({ format: 'text' })).toEqual([
      '13:50:12.345 INFO  committed  shard=market seq=9007199254740993 rows=5',
      '13:50:12.345 WARN  odd  error={"name":"Error","code":"ENOSPC","message":"full"}',
      '13:50:12.345 ERROR no fields',
    ]);
  });

  it.each(['json', 'text'] as const)('writes details as %s when asked to', async (format) => {
    expect(await logged({ format, level: 'debug' })).toHaveLength(4);
    expect(await logged({ format, level: 'error' })).toHaveLength(1);
  });
});
