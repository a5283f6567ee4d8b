import { createFakeClock, recordingLogger } from '@assay/testkit';
import type { CommandContext } from '@assay/cli';
import { describe, expect, it } from 'vitest';
import { showStatus } from '../src/live-status.js';
import type { LakeService } from '../src/service.js';

const SIGNALS = { phase: 'live', rowsStored: 12, lastTickNs: 1_765_895_400_000_000_000n };
const STATUS = { deadLetters: 2, batches: 3, lagMessages: 4n, shards: {}, signals: SIGNALS };

/** Shows a service that commits 2,000 events every five seconds, for so many seconds. */
async function show(interactive: boolean, seconds: number) {
  const clock = createFakeClock({ startNs: 1_765_895_400_000_000_000n });
  const logger = recordingLogger();
  const shown: (string | undefined)[] = [];
  const status = async () => {
    const events = Math.floor(clock.monotonicMs() / 5_000) * 2_000;
    return { ...STATUS, events, rows: events };
  };
  const context = { clock, interactive, status: (text?: string) => shown.push(text) };
  const ended = new AbortController();
  const showing = showStatus(
    context as unknown as CommandContext,
    { status } as unknown as LakeService,
    logger,
    ended.signal,
  );
  await clock.advance(seconds * 1_000);
  ended.abort();
  await showing;
  return { shown, lines: logger.lines };
}

describe('showStatus', () => {
  it('rewrites one line a second on a terminal, its rate taken over ten seconds', async () => {
    const { shown, lines } = await show(true, 31);
    expect(lines).toEqual([]);
    expect(shown).toHaveLength(31);
    expect(shown[3]).toBe(
      '14:30:04  bronze 0 rows in 3 batches  0/s  dead letters 2  waiting 4 messages  ' +
        'signals 12 rows, 4 s behind',
    );
    for (const line of shown.slice(9)) {
      expect(line).toContain('  400/s  ');
    }
  });

  it('logs one line every ten seconds elsewhere', async () => {
    const { shown, lines } = await show(false, 31);
    expect(shown).toEqual([]);
    expect(lines.map(({ level, message, fields }) => [level, message, fields.events])).toEqual([
      ['info', 'status', 4_000],
      ['info', 'status', 8_000],
      ['info', 'status', 12_000],
    ]);
    expect(lines[2].fields).toMatchObject({ perSecond: 400, lagMessages: 4n });
  });
});
