import type { Bounds } from './explore.js';
import { freshLog, range, type LogContent, type World } from './world.js';

/**
 * What may happen to an event log. `rewind`: its server loses a tail, and others take its place or not;
 * `restore`: that, and then it is brought back whole; `recreate`: it is made anew; `retain`: it lets go
 * of messages whether they are stored or not; `rewind-retain`: both, in either order.
 */
export type Change = 'rewind' | 'restore' | 'recreate' | 'retain' | 'rewind-retain';

interface Changed {
  readonly content: LogContent;
  readonly what: string;
}

/** Every way in which the first log may change next. */
export function changesOf(
  world: World,
  change: Change,
  { messages: [messages], holes }: Pick<Bounds, 'messages' | 'holes'>,
): { readonly world: World; readonly what: string }[] {
  const [content] = world.logs;
  return nextContents().map((next) => ({
    world: { ...world, logs: world.logs.with(0, next.content), changes: world.changes + 1 },
    what: `the log ${next.what}`,
  }));

  function nextContents(): Changed[] {
    const isFirst = world.changes === 0 && content.ids.length > 0;
    switch (change) {
      case 'rewind':
        return isFirst ? rewound(content, messages, holes === true) : [];
      case 'restore':
        return world.changes === 1
          ? [{ content: freshLog(content.created, messages), what: 'is brought back' }]
          : isFirst
            ? rewound(content, messages, holes === true)
            : [];
      case 'recreate':
        return isFirst ? [{ content: freshLog('B', messages), what: 'is made anew' }] : [];
      case 'retain':
        return isFirst ? retained(content) : [];
      case 'rewind-retain':
        return isFirst || (world.changes === 1 && content.ids.length > 0)
          ? [
              ...(hasRewound(content, messages) ? [] : rewound(content, messages, holes === true)),
              ...(content.first > 1 ? [] : retained(content)),
            ]
          : [];
    }
  }
}

/** The log after it let go of its first messages. */
function retained(content: LogContent): Changed[] {
  return range(content.first + 1, content.ids.length + 1).map((first) => ({
    content: { ...content, first },
    what: `lets go of what is before ${first}`,
  }));
}

/** The log after it kept so many messages, and so many new ones came; where told with every set of holes. */
function rewound(content: LogContent, messages: number, holes: boolean): Changed[] {
  const { ids, created, first } = content;
  return range(0, ids.length - (holes ? 0 : 1)).flatMap((kept) =>
    range(kept, messages).flatMap((last) => {
      const whole = [
        ...ids.slice(0, kept),
        ...range(kept + 1, last).map((sequence) => `${created}${sequence}'`),
      ];
      return (holes ? withHoles(whole, first - 1) : [whole]).map((next) => ({
        // An older copy may hold sequences again that were let go of before.
        content: { ...content, first: Math.min(first, kept + 1), ids: next },
        what: `rewinds to ${next.map((id) => id || '-').join()}`,
      }));
    }),
  );
}

/** Every way to leave out messages behind `from`. */
function withHoles(ids: readonly string[], from: number): string[][] {
  return ids.reduce<string[][]>(
    (ways, id, index) =>
      ways.flatMap((way) =>
        index < from
          ? [[...way, id]]
          : [
              [...way, id],
              [...way, ''],
            ],
      ),
    [[]],
  );
}

function hasRewound({ ids }: LogContent, messages: number): boolean {
  return ids.length < messages || ids.some((id) => id === '' || id.includes("'"));
}
