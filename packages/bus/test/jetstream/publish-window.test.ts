import { headers } from '@nats-io/transport-node';
import type { Msg } from '@nats-io/transport-node';
import { nullLogger, nullMetrics } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import type { JetStreamConnection } from '../../src/jetstream/connection.js';
import { DEFAULT_PUBLISH_LIMITS, PublishWindow } from '../../src/jetstream/publish-window.js';

const LIMITS = {
  ...DEFAULT_PUBLISH_LIMITS,
  ackTimeoutMs: 100,
  giveUpAfterMs: 1_000,
  closeWithinMs: 500,
};
const MESSAGE = {
  subject: 'market.futures.trades',
  headers: headers(),
  bytes: Buffer.from('{}'),
  size: 2,
};

/** A window over a server whose every answer the test gives, in time that the test lets pass. */
function windowOfTest() {
  let nowMs = 0;
  let alarms: { readonly atMs: number; readonly ring: () => void }[] = [];
  let answer: (error: Error | null, message: Msg) => void = () => undefined;
  const replies: string[] = [];
  const connection = {
    nats: {
      subscribe: (_: string, options: { callback: typeof answer }) => {
        answer = options.callback;
        return { unsubscribe: () => undefined };
      },
      publish: (_: string, __: Uint8Array, { reply }: { reply: string }) => {
        replies.push(reply);
      },
    },
    clock: {
      monotonicMs: () => nowMs,
      schedule: (afterMs: number, ring: () => void) => {
        const alarm = { atMs: nowMs + afterMs, ring };
        alarms.push(alarm);
        return () => {
          alarms = alarms.filter((each) => each !== alarm);
        };
      },
    },
    isConnected: true,
    losses: 0,
    closedBy: undefined,
    onChange: () => () => undefined,
    logger: nullLogger,
    metrics: nullMetrics,
  };
  const window = new PublishWindow(connection as unknown as JetStreamConnection, LIMITS);
  return {
    window,
    replies,
    pass(milliseconds: number) {
      const untilMs = nowMs + milliseconds;
      for (;;) {
        const [next] = alarms.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        alarms = alarms.filter((each) => each !== next);
        nowMs = next.atMs;
        next.ring();
      }
      nowMs = untilMs;
    },
    answer(reply: string, body: object) {
      const text = JSON.stringify(body);
      const message = { subject: reply, data: Buffer.from(text), json: () => body };
      answer(null, message as unknown as Msg);
    },
  };
}

const FULL = { error: { code: 503, description: 'maximum bytes exceeded' } };

describe('PublishWindow', () => {
  it('says that nothing was stored when the only try was refused for want of room', async () => {
    const { window, replies, answer } = windowOfTest();
    const published = window.publish(MESSAGE);
    answer(replies[0], FULL);
    await expect(published).rejects.toMatchObject({ code: 'LOG_FULL' });
  });

  it('does not say so when an earlier try had no answer: that one may be stored', async () => {
    const { window, replies, answer, pass } = windowOfTest();
    const published = window.publish(MESSAGE);
    pass(150);
    expect(replies).toHaveLength(2);
    answer(replies[1], FULL);
    await expect(published).rejects.toMatchObject({
      code: 'UNDECIDED',
      message: expect.stringContaining('sent 2 times') as string,
    });
  });

  it('gives up what is not acknowledged within its time when it is closed', async () => {
    const { window, pass } = windowOfTest();
    const published = window.publish(MESSAGE);
    const closed = window.close();
    pass(LIMITS.closeWithinMs);
    await expect(published).rejects.toMatchObject({ code: 'UNDECIDED' });
    await closed;
  });

  it('gives up as undecided what was never answered, and as refused what always was', async () => {
    const silent = windowOfTest();
    const unanswered = silent.window.publish(MESSAGE);
    const refused = windowOfTest();
    const turnedDown = refused.window.publish(MESSAGE);
    for (let pass = 0; pass < 50; pass += 1) {
      const last = refused.replies.at(-1) ?? '';
      refused.answer(last, { error: { code: 503, description: 'no leader' } });
      refused.pass(25);
      silent.pass(25);
    }
    await expect(unanswered).rejects.toMatchObject({ code: 'UNDECIDED' });
    await expect(turnedDown).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });
});
