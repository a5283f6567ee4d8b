/** Values of several sources as they come; each source in its own order. */
export async function* mergeAsync<Value>(
  sources: readonly AsyncIterable<Value>[],
): AsyncGenerator<Value, void, undefined> {
  const open = sources.map((source) => source[Symbol.asyncIterator]());
  const next = async (index: number) => ({ index, result: await open[index].next() });
  const waiting = new Map(open.map((_, index) => [index, next(index)]));
  try {
    while (waiting.size > 0) {
      const { index, result } = await Promise.race(waiting.values());
      if (result.done === true) {
        waiting.delete(index);
      } else {
        waiting.set(index, next(index));
        yield result.value;
      }
    }
  } finally {
    // Nobody asks for these any more; a reading that waits ends when its log is closed or its signal comes.
    waiting.forEach((each) => void each.catch(() => undefined));
    open.forEach((source) => void source.return?.()?.catch(() => undefined));
  }
}
