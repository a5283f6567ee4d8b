import { QueryError } from '../errors.js';
import { openQuerySession, type QueryOptions, type QuerySession } from '../session.js';

/**
 * Engines of few threads for work that overlaps: one engine runs one statement after the other. They are
 * kept for later work; there are as many as ever overlapped.
 */
export class SessionPool {
  private readonly options: QueryOptions | undefined;
  private readonly idle: QuerySession[] = [];
  private closed = false;

  constructor(options?: QueryOptions) {
    this.options = options;
  }

  /** Runs `work` with an engine that nothing else uses meanwhile. */
  async use<Result>(work: (session: QuerySession) => Promise<Result>): Promise<Result> {
    const session = await this.take();
    try {
      return await work(session);
    } finally {
      this.giveBack(session);
    }
  }

  private async take(): Promise<QuerySession> {
    if (this.closed) {
      throw new QueryError('NOT_RUNNING', 'expected to be used before close(), was used after');
    }
    return this.idle.pop() ?? openQuerySession(this.options);
  }

  private giveBack(session: QuerySession): void {
    if (this.closed) {
      session.close();
    } else {
      this.idle.push(session);
    }
  }

  /** Engines that are in use are closed when they are given back. */
  close(): void {
    this.closed = true;
    for (const session of this.idle.splice(0)) {
      session.close();
    }
  }
}
