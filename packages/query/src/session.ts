import type { DuckDBConnection, DuckDBInstance, DuckDBResult } from '@duckdb/node-api';
import { QueryError } from './errors.js';

/** How to open the engine. Memory is bounded by configuration, never by the size of a day. */
export interface QueryOptions {
  /** Threads of the engine (default 2). The bytes of what it writes do not depend on it. */
  readonly threads?: number;
  /** Bytes the engine may hold before it spills (default 1 GiB). */
  readonly memoryLimitBytes?: number;
  /** Where it spills; no spilling when absent. */
  readonly spillFolder?: string;
}

/** One row as the engine gives it: int64 as `bigint`, NULL as `null`. */
export type ResultRow = Record<string, unknown>;

/** An open DuckDB, the only way this repository talks to it. Closing twice is no error. */
export interface QuerySession {
  /** Runs a statement for its effect. */
  run(sql: string): Promise<void>;
  /** All rows of a small result. */
  rows(sql: string): Promise<ResultRow[]>;
  /** A result chunk by chunk, for what does not fit memory. */
  stream(sql: string): Promise<DuckDBResult>;
  close(): void;
}

const DEFAULT_MEMORY_BYTES = 1024 * 1024 * 1024;

/** Opens an in-memory engine with the settings every use in Assay shares (UTC, no autoloading). */
export async function openQuerySession(options: QueryOptions = {}): Promise<QuerySession> {
  const memory = options.memoryLimitBytes ?? DEFAULT_MEMORY_BYTES;
  // Imported lazily: loading the engine costs a command 0.4 s, and `--help` does not need it.
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const instance = await Instance.create(':memory:', {
    threads: String(options.threads ?? 2),
    memory_limit: `${Math.ceil(memory / (1024 * 1024))}MiB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.spillFolder === undefined ? {} : { temp_directory: options.spillFolder }),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return createSession(instance, connection);
}

function createSession(instance: DuckDBInstance, connection: DuckDBConnection): QuerySession {
  let open = true;
  return {
    run: async (sql) => {
      await told(sql, () => connection.run(sql));
    },
    rows: async (sql) => {
      const reader = await told(sql, () => connection.runAndReadAll(sql));
      return reader.getRowObjectsJS();
    },
    stream: (sql) => told(sql, () => connection.stream(sql)),
    close: () => {
      if (open) {
        open = false;
        connection.closeSync();
        instance.closeSync();
      }
    },
  };
}

async function told<T>(sql: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    const [statement] = sql.trim().split('\n', 1);
    throw new QueryError('ENGINE', `${words} (in: ${statement.slice(0, 160)})`, { cause });
  }
}
