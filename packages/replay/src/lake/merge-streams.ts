import type { EventBatch } from '@assay/signals';

/** A batch of some stream, and how far all streams are given with it. */
export interface MergedBatch {
  readonly batch: EventBatch;
  /** No later batch holds an event before this (int64 ns); undefined with the last one. */
  readonly completeToNs: bigint | undefined;
}

interface Head {
  readonly stream: AsyncGenerator<EventBatch, void, undefined>;
  readonly batch: EventBatch;
  readonly firstNs: bigint;
}

/**
 * Streams that each come by event time, as one: always the batch next that begins earliest. Of every stream one
 * batch is held, whatever its length.
 */
export async function* mergeStreams(
  streams: readonly AsyncGenerator<EventBatch, void, undefined>[],
): AsyncGenerator<MergedBatch, void, undefined> {
  try {
    const heads = (await Promise.all(streams.map(headOf))).filter((head) => head !== undefined);
    for (let index = earliest(heads); index !== -1; index = earliest(heads)) {
      const { stream, batch } = heads[index];
      const next = await headOf(stream);
      heads.splice(index, 1, ...(next === undefined ? [] : [next]));
      yield { batch, completeToNs: heads.at(earliest(heads))?.firstNs };
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return()));
  }
}

async function headOf(
  stream: AsyncGenerator<EventBatch, void, undefined>,
): Promise<Head | undefined> {
  const next = await stream.next();
  return next.done === true
    ? undefined
    : { stream, batch: next.value, firstNs: firstTimeOf(next.value) };
}

function firstTimeOf({ columns, dataset }: EventBatch): bigint {
  const times = columns['ts_event_ns'];
  if (times.kind !== 'integer') {
    throw new TypeError(`${dataset}: expected int64 event times, was a ${times.kind} column`);
  }
  return times.values[0];
}

/** -1 where there is none. */
function earliest(heads: readonly Head[]): number {
  let found = -1;
  heads.forEach(({ firstNs }, index) => {
    if (found === -1 || firstNs < heads[found].firstNs) {
      found = index;
    }
  });
  return found;
}
