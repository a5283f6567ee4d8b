import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBValue,
} from '@duckdb/node-api';
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

/** A result that is read chunk by chunk. Reading its end closes it. */
export interface ResultStream {
  /** The next rows; null, or a chunk without rows, after the last ones. */
  fetchChunk(): Promise<DuckDBDataChunk | null>;
  /** Lets go of what is not read. Closing twice is no error. */
  close(): void;
}

/** An open DuckDB, the only way this repository talks to it. Closing twice is no error. */
export interface QuerySession {
  /** Runs a statement for its effect. */
  run(sql: string): Promise<void>;
  /** All rows of a small result. */
  rows(sql: string): Promise<ResultRow[]>;
  /** The only row of a result, its values as the engine holds them: nothing is converted. */
  row(sql: string): Promise<ReadonlyMap<string, DuckDBValue>>;
  /**
   * A result chunk by chunk, for what does not fit memory. Each has a connection of its own, so any
   * number may be open at once; temporary tables of `run` are not seen by it.
   */
  stream(sql: string): Promise<ResultStream>;
  /** Closes open results as well. */
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
    // The engine's own default is a folder below the working directory of whoever runs it.
    temp_directory: options.spillFolder ?? '',
  });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  return createSession(instance, connection);
}

function createSession(instance: DuckDBInstance, connection: DuckDBConnection): QuerySession {
  const streams = new Set<ResultStream>();
  let open = true;
  return {
    run: async (sql) => {
      await told(sql, () => connection.run(sql));
    },
    rows: async (sql) => {
      const reader = await told(sql, () => connection.runAndReadAll(sql));
      return reader.getRowObjectsJS();
    },
    row: async (sql) => {
      const result = await told(sql, () => connection.run(sql));
      const chunk = await result.fetchChunk();
      if (chunk?.rowCount !== 1) {
        throw new QueryError('ENGINE', `expected one row, was ${chunk?.rowCount ?? 0}`);
      }
      const names = result.columnNames();
      return new Map(names.map((name, at) => [name, chunk.getColumnVector(at).getItem(0)]));
    },
    stream: async (sql) => {
      const own = await told(sql, () => instance.connect());
      const stream = await openStream(own, sql, () => streams.delete(stream));
      streams.add(stream);
      return stream;
    },
    close: () => {
      if (open) {
        open = false;
        streams.forEach((stream) => {
          stream.close();
        });
        connection.closeSync();
        instance.closeSync();
      }
    },
  };
}

async function openStream(
  connection: DuckDBConnection,
  sql: string,
  closed: () => void,
): Promise<ResultStream> {
  let open = true;
  const close = () => {
    if (open) {
      open = false;
      connection.closeSync();
      closed();
    }
  };
  try {
    const result = await told(sql, () => connection.stream(sql));
    return {
      fetchChunk: async () => {
        const chunk = open ? await told(sql, () => result.fetchChunk()) : null;
        if (chunk === null || chunk.rowCount === 0) {
          close();
        }
        return chunk;
      },
      close,
    };
  } catch (error) {
    connection.closeSync();
    throw error;
  }
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
