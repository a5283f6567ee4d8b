/** What depends on the server's version. Everything else Assay uses is there from 2.9 on. */
export interface ServerFeatures {
  readonly version: string;
  /** A consumer may carry metadata that operators see. */
  readonly consumerMetadata: boolean;
}
/** What a server of this version can do. Throws `UNSUPPORTED_SERVER` for one that is too old. */
export declare function serverFeatures(version: string): ServerFeatures;
//# sourceMappingURL=server-features.d.ts.map
