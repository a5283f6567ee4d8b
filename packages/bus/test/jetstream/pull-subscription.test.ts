import type { Msg } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import type { JetStreamConnection } from '../../src/jetstream/connection.js';
import { DEFAULT_PULL_LIMITS, PullSubscription } from '../../src/jetstream/pull-subscription.js';

/** A consumer whose deliveries the test makes. */
function subscriptionOfTest() {
  let receive: (error: Error | null, message: Msg) => void = () => undefined;
  const connection = {
    nats: {
      subscribe: (_: string, options: { callback: typeof receive }) => {
        receive = options.callback;
        return { unsubscribe: () => undefined };
      },
      publish: () => undefined,
    },
    clock: { monotonicMs: () => 0, schedule: () => () => undefined },
    apiPrefix: '$JS.API',
    maxPayload: 1_048_576,
    losses: 0,
    isConnected: true,
    onChange: () => () => undefined,
  } as unknown as JetStreamConnection;
  const consumer = { stream: 'MARKET_FUTURES', name: 'assay-1', from: 5n };
  const options = { limits: DEFAULT_PULL_LIMITS, follow: true };
  const pull = new PullSubscription(connection, consumer, options);
  return {
    pull,
    deliver(sequence: number, delivery: number) {
      const reply = `$JS.ACK.MARKET_FUTURES.assay-1.1.${sequence}.${delivery}.1700000000000000001.9`;
      const data = Buffer.from('{}');
      receive(null, { subject: 'market.futures.trades', reply, data } as unknown as Msg);
    },
    sequences: () => pull.take(100).map(({ sequence }) => sequence),
  };
}

describe('PullSubscription', () => {
  it('gives what comes in order, with a jump where the stream itself has a gap', () => {
    const { pull, deliver, sequences } = subscriptionOfTest();
    deliver(5, 1);
    deliver(9, 2);
    expect(sequences()).toEqual([5n, 9n]);
    expect(pull.trouble).toBeUndefined();
  });

  it('stops at a delivery that is missing: its message was lost on the way, not by the stream', () => {
    const { pull, deliver, sequences } = subscriptionOfTest();
    deliver(5, 1);
    deliver(7, 3);
    deliver(8, 4);
    expect(pull.trouble).toBe('delivery-lost');
    expect(pull.troubleDetail).toBe('expected delivery 2, was 3');
    expect(sequences()).toEqual([5n]);
  });

  it('gives a message that is delivered again once', () => {
    const { deliver, sequences } = subscriptionOfTest();
    deliver(5, 1);
    deliver(6, 2);
    deliver(5, 3);
    deliver(6, 4);
    deliver(7, 5);
    expect(sequences()).toEqual([5n, 6n, 7n]);
  });
});
