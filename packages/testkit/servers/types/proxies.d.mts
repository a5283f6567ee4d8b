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
