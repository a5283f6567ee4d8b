import { SessionPool, type QueryOptions, type QuerySession } from '@assay/query';

/** Files that are built at a time: while the engine writes one, another is staged or digested. */
export const BUILD_LANES = 2;

/** From so many rows on, more threads gain more than they cost. */
const MANY_ROWS = 20_000;

/** Building takes about four times a batch's bytes: its rows, sorted and encoded, beside its lines. */
const MEMORY_PER_BATCH_BYTE = 4;
const LEAST_MEMORY_BYTES = 512 * 1024 * 1024;

/** The engines that build files. What they write does not depend on their threads. */
export class BuildEngines {
  private readonly small: SessionPool;
  private readonly large: SessionPool;

  /**
   * @param maxBytes payload bytes at which a batch takes in nothing more
   * @param staging where an engine puts what exceeds its memory
   */
  constructor(query: QueryOptions = {}, maxBytes: number, staging: string) {
    const memoryLimitBytes =
      query.memoryLimitBytes === undefined
        ? Math.max(LEAST_MEMORY_BYTES, MEMORY_PER_BATCH_BYTE * maxBytes)
        : Math.floor(query.memoryLimitBytes / BUILD_LANES);
    const options = { spillFolder: staging, ...query, memoryLimitBytes };
    this.small = new SessionPool({ ...options, threads: 1 });
    this.large = new SessionPool(options);
  }

  /** Runs `work` with an engine of its own that suits so many rows. */
  use<Result>(rows: number, work: (session: QuerySession) => Promise<Result>): Promise<Result> {
    return (rows < MANY_ROWS ? this.small : this.large).use(work);
  }

  close(): void {
    this.small.close();
    this.large.close();
  }
}
