import type { QueryOptions, QuerySession, ResultStream } from '@assay/query';

interface SessionModule {
  openQuerySession(options?: QueryOptions): Promise<QuerySession>;
}

/**
 * Engines that outlive who opened them, for loops over many short lives: opening and closing one takes
 * longer than all that a life of a few rows does with it. An engine keeps nothing between two users: what
 * it is told stands in each statement. `vi.mock` takes it for `packages/query/src/session.ts`:
 *
 * ```ts
 * vi.mock('../../../query/src/session.js', async (original) =>
 *   (await import('../support/pooled-engines.js')).pooledEngines(await original()),
 * );
 * ```
 */
export function pooledEngines<Session extends SessionModule>(session: Session): Session {
  const idle = new Map<string, QuerySession[]>();
  const openQuerySession = async (options: QueryOptions = {}): Promise<QuerySession> => {
    // Rows of a test never spill, so where they would is of no account.
    const { threads, memoryLimitBytes } = options;
    const kind = `${threads} ${memoryLimitBytes}`;
    const free = idle.get(kind) ?? [];
    idle.set(kind, free);
    return lent(
      free.pop() ?? (await session.openQuerySession({ threads, memoryLimitBytes })),
      free,
    );
  };
  return { ...session, openQuerySession };
}

/** An engine as one user has it: closing it ends that user's streams, and gives it back. */
function lent(engine: QuerySession, free: QuerySession[]): QuerySession {
  const streams: ResultStream[] = [];
  let open = true;
  return {
    ...engine,
    stream: async (sql) => {
      const stream = await engine.stream(sql);
      streams.push(stream);
      return stream;
    },
    close: () => {
      if (!open) return;
      open = false;
      for (const stream of streams) stream.close();
      free.push(engine);
    },
  };
}
