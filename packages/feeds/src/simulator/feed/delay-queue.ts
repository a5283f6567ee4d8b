/** Something that arrives at an instant, ns after a common origin. */
export interface Arriving {
  readonly atNs: bigint;
  /** Breaks ties: the order in which they were put in. */
  readonly order: number;
}

/** Holds what is under way; gives it back in the order of arrival. */
export interface DelayQueue<Item extends Arriving> {
  put(item: Item): void;
  /** Takes the next one that arrives at `untilNs` or before. */
  take(untilNs: bigint): Item | undefined;
}

/** A binary heap. */
export function createDelayQueue<Item extends Arriving>(): DelayQueue<Item> {
  const heap: Item[] = [];
  const before = (one: Item, other: Item): boolean =>
    one.atNs < other.atNs || (one.atNs === other.atNs && one.order < other.order);

  function swap(one: number, other: number): void {
    [heap[one], heap[other]] = [heap[other], heap[one]];
  }

  function sink(): void {
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && before(heap[left], heap[least])) {
        least = left;
      }
      if (right < heap.length && before(heap[right], heap[least])) {
        least = right;
      }
      if (least === at) {
        return;
      }
      swap(at, least);
      at = least;
    }
  }

  return {
    put(item) {
      heap.push(item);
      let at = heap.length - 1;
      while (at > 0) {
        const parent = Math.floor((at - 1) / 2);
        if (!before(heap[at], heap[parent])) {
          return;
        }
        swap(at, parent);
        at = parent;
      }
    },
    take(untilNs) {
      if (heap.length === 0 || heap[0].atNs > untilNs) {
        return undefined;
      }
      const [first] = heap;
      const last = heap[heap.length - 1];
      heap.pop();
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return first;
    },
  };
}
