import { openQuerySession, type QueryOptions, type QuerySession } from '@assay/query';
import { BronzeError } from '../errors.js';

/**
 * Engines for reads that overlap. One engine serves one result at a time: a second one would cut the
 * first short without an error. Engines are kept for later reads; there are as many as reads overlapped.
 */
export class SessionPool {
  private readonly options: QueryOptions | undefined;
  private readonly idle: QuerySession[] = [];
  private closed = false;

  constructor(options: QueryOptions | undefined) {
    this.options = options;
  }

  /** An engine for the caller alone, until it gives it back. */
  async take(): Promise<QuerySession> {
    if (this.closed) {
      throw new BronzeError('NOT_RUNNING', 'the Bronze reader is closed: make a new one');
    }
    return this.idle.pop() ?? openQuerySession(this.options);
  }

  giveBack(session: QuerySession): void {
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
