import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { FlowQueue } from './flow-queue.js';
import { PriceTotals } from './price-totals.js';
import { readWholes, writeWholes } from './whole-numbers.js';

/** Sums over some prices. */
export interface Flows {
  added: number;
  canceled: number;
  filled: number;
}

/**
 * What was added to, canceled from and filled of one side of the book, by price, over the window.
 * Whole contracts: what leaves is subtracted exactly. Amortised O(1) for each flow; memory follows
 * the prices that change in a bucket times the buckets of the window, not the number of updates.
 */
export class FlowWindow implements Stateful {
  private readonly totals = new PriceTotals();
  private readonly queue = new FlowQueue();

  /** Buckets never go back. */
  add(bucket: number, key: number, added: number, canceled: number, filled: number): void {
    const { totals, queue } = this;
    const place = totals.placeFor(key);
    let entry = totals.newest[place];
    if (entry < queue.first || queue.buckets[queue.placeOf(entry)] !== bucket) {
      entry = queue.push(bucket, key);
      totals.newest[place] = entry;
      totals.entries[place] += 1;
    }
    const queued = queue.placeOf(entry);
    queue.added[queued] += added;
    queue.canceled[queued] += canceled;
    queue.filled[queued] += filled;
    totals.added[place] += added;
    totals.canceled[place] += canceled;
    totals.filled[place] += filled;
  }

  /** Takes out the flows of `lastBucket` and before. */
  forget(lastBucket: number): void {
    const { totals, queue } = this;
    while (queue.first < queue.next) {
      const queued = queue.placeOf(queue.first);
      if (queue.buckets[queued] > lastBucket) {
        return;
      }
      const place = totals.find(queue.keys[queued]);
      totals.added[place] -= queue.added[queued];
      totals.canceled[place] -= queue.canceled[queued];
      totals.filled[place] -= queue.filled[queued];
      totals.entries[place] -= 1;
      queue.first += 1;
    }
  }

  /** Adds the flows of the keys `low` to `high`, both included, to `sums`. */
  sumInto(sums: Flows, low: number, high: number): void {
    const { totals } = this;
    for (let key = low; key <= high; key += 1) {
      const place = totals.find(key);
      if (place >= 0) {
        sums.added += totals.added[place];
        sums.canceled += totals.canceled[place];
        sums.filled += totals.filled[place];
      }
    }
  }

  clear(): void {
    this.totals.clear();
    this.queue.clear();
  }

  save(writer: StateWriter): void {
    const { queue } = this;
    const entries = Array.from({ length: queue.next - queue.first }, (_, index) =>
      queue.placeOf(queue.first + index),
    );
    for (const column of [queue.buckets, queue.keys, queue.added, queue.canceled, queue.filled]) {
      writeWholes(
        writer,
        entries.map((queued) => column[queued]),
      );
    }
  }

  load(reader: StateReader): void {
    this.clear();
    const buckets = readWholes(reader);
    const keys = readWholes(reader);
    const added = readWholes(reader);
    const canceled = readWholes(reader);
    const filled = readWholes(reader);
    for (let entry = 0; entry < buckets.length; entry += 1) {
      this.add(buckets[entry], keys[entry], added[entry], canceled[entry], filled[entry]);
    }
  }
}
