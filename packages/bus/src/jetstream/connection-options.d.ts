import type { NodeConnectionOptions } from '@nats-io/transport-node';
/** Files of a TLS connection, PEM. */
export interface TlsFiles {
  /** Certificates of the authorities that are trusted, instead of the system's. */
  readonly caFile?: string;
  /** The client's own certificate and key, where the server wants them. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Begin with TLS, for servers that have `handshake_first`. */
  readonly handshakeFirst?: boolean;
}
/** Where the server is, and who we are there: the client's standard ways, at most one of them. */
export interface ServerAccess {
  /**
   * One or more URLs, also as one text with commas: `nats://host:4222`, `tls://host:4222`. They may
   * carry `user:password@` or `token@`.
   */
  readonly servers: string | readonly string[];
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** A file with a user's JWT and seed, as `nsc` writes it (`.creds`). */
  readonly credentialsFile?: string;
  /** A file with an NKey seed (`SU…`). */
  readonly nkeySeedFile?: string;
  readonly tls?: TlsFiles;
}
/** The client's options for this access. Rejects with `BAD_OPTIONS`; no secret is in its message. */
export declare function connectionOptions(access: ServerAccess): Promise<NodeConnectionOptions>;
/** Hosts and ports, without what they may carry of credentials: fit for messages and logs. */
export declare function describeServers(servers: ServerAccess['servers']): string;
//# sourceMappingURL=connection-options.d.ts.map
