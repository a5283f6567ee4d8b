import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../src/recording-logger.js';

describe('recordingLogger', () => {
  it('keeps lines of itself and of its children, with all their fields', () => {
    const logger = recordingLogger();
    logger.info('one');
    logger.child({ shard: 'market' }).warn('two', { epoch: 2 });
    expect(logger.lines).toEqual([
      { level: 'info', message: 'one', fields: {} },
      { level: 'warn', message: 'two', fields: { shard: 'market', epoch: 2 } },
    ]);
  });
});
