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

/** What every server here can be made to do. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** While it runs. */
  readonly pid: number | undefined;
  /** The folder that it stores in. */
  readonly storeFolder: string;
  /** The last 64 KiB that it printed. */
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

export interface NatsServer extends TestServer {
  /** `nats://127.0.0.1:PORT`. */
  readonly url: string;
  /** As the server says it: `2.15.1`. */
  readonly version: string;
}

/** Starts a NATS server with JetStream and resolves when it takes clients. */
export declare function startNatsServer(options?: NatsServerOptions): Promise<NatsServer>;

/** What a server's store was at one moment. */
export interface StoreCopy {
  /**
   * Kills the server and puts the copy in place of its store: what a server comes back with that lost
   * its unsynced tail in a power loss. It is left ended: `restart()` starts it.
   */
  restore(): Promise<void>;
}

/**
 * Copies a server's store, into a folder beside it that goes with the server's own. The server is
 * stopped in good order for it, and started again.
 */
export declare function copyStore(server: TestServer): Promise<StoreCopy>;

export interface S3ServerOptions {
  /** By default `versitygw`, or what `ASSAY_S3_SERVER` says. */
  readonly software?: 'versitygw' | 'minio';
  /** Made before it starts; by default one, `lake`. */
  readonly buckets?: readonly string[];
}

export interface S3Server extends TestServer {
  /** `http://127.0.0.1:PORT`; buckets are addressed by path. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  readonly buckets: readonly string[];
}

/** Starts an S3 server (`[needs s3]`) and resolves when it answers. */
export declare function startS3Server(options?: S3ServerOptions): Promise<S3Server>;

export interface Certificates {
  /** PEM files: the authority's certificate, and the certificate and key for 127.0.0.1 and localhost. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes an authority and a certificate for the loopback, good for a day, in a folder. Needs openssl. */
export declare function createCertificates(folder: string): Promise<Certificates>;
