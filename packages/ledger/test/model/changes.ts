import { freshLog, range, type LogContent, type World } from './world.js';

/**
 * What may happen to an event log. `rewind`: its server loses a tail, and others take its place or not;
 * `restore`: that, and then it is brought back whole; `recreate`: it is made anew; `retain`: it lets go
 * of messages whether they are stored or not.
 */
export type Change = 'rewind' | 'restore' | 'recreate' | 'retain';

/** Every way in which the first log may change next. */
export function changesOf(
  world: World,
  change: Change,
  messages: number,
): { readonly world: World; readonly what: string }[] {
  const [content] = world.logs;
  const changed = (next: LogContent, what: string) => ({
    world: { ...world, logs: world.logs.with(0, next), changes: world.changes + 1 },
    what: `the log ${what}`,
  });
  if (world.changes === 1 && change === 'restore') {
    return [changed(freshLog(content.created, messages), 'is brought back')];
  }
  if (world.changes > 0 || content.ids.length === 0) {
    return [];
  }
  switch (change) {
    case 'rewind':
    case 'restore':
      return rewound(content, messages).map((ids) =>
        changed({ ...content, ids }, `rewinds to ${ids.join()}`),
      );
    case 'recreate':
      return [changed(freshLog('B', messages), 'is made anew')];
    case 'retain':
      return range(2, content.ids.length + 1).map((first) =>
        changed({ ...content, first }, `lets go of what is before ${first}`),
      );
  }
}

/** The log after it kept so many messages, and so many new ones came. */
function rewound({ ids, created }: LogContent, messages: number): string[][] {
  return range(0, ids.length - 1).flatMap((kept) =>
    range(kept, messages).map((last) => [
      ...ids.slice(0, kept),
      ...range(kept + 1, last).map((sequence) => `${created}${sequence}'`),
    ]),
  );
}
