/*
 * Real servers for tests and benches: found on PATH, else in the cache outside the checkout, else
 * provisioned (tools/servers). Each is a process of its own on a free loopback port with a folder of its
 * own, and ends with the process that started it, however that ends.
 *
 * A test that starts one says so in its title, `[needs nats]`, and is left out only on request:
 *
 *     describe.skipIf(isSkipped('nats'))('the JetStream log [needs nats]', () => { … });
 */

/** Whether `ASSAY_SKIP` names the program. */
export declare function isSkipped(name: string): boolean;

/** The executable of a program: `nats`, `nats-oldest`, `go`. An error says how to install it. */
export declare function programPath(name: string): Promise<string>;

export interface NatsServerOptions {
  /** Where JetStream stores; by default a new folder below the system's, removed by `close`. */
  readonly storeFolder?: string;
  /** By default a free one, which stays the same over restarts. */
  readonly port?: number;
  /** `oldest` is 2.9.10, provisioned for long runs alone: say `[long]` and `[needs nats-oldest]`. */
  readonly version?: 'newest' | 'oldest';
  /**
   * The rest of the server's configuration file, as JSON: `{ authorization: { users: […] } }`,
   * `{ tls: { cert_file, key_file, ca_file } }`, `{ jetstream: { max_file_store: 1_000_000 } }`,
   * `{ max_payload: 65_536 }`.
   */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface NatsServer extends AsyncDisposable {
  /** `nats://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly storeFolder: string;
  /** As the server says it: `2.15.1`. */
  readonly version: string;
  /** While it runs. */
  readonly pid: number | undefined;
  /** The last 64 KiB of its log. */
  output(): string;
  /** SIGKILL; the store stays as it is. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, as an operator would; the store is closed in good order. */
  stop(): Promise<void>;
  /** Starts it again on the same port and store, after `kill` or `stop`; stops it first if it runs. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open, nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends it for good and removes the folder that the harness made. */
  close(): Promise<void>;
}

/** Starts a NATS server with JetStream and resolves when it takes clients. */
export declare function startNatsServer(options?: NatsServerOptions): Promise<NatsServer>;
