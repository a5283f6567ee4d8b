/** One stream of the event log: a shard of its own, with the subjects it takes. */
export interface StreamDeclaration {
  /** The stream's name, which is also its shard's name in the lake. */
  readonly name: string;
  readonly subjects: readonly string[];
}
/** The four streams of Assay. A new dataset under one of these subjects needs no new stream. */
export declare const STREAMS: readonly StreamDeclaration[];
/** What an operator may choose for the streams that Assay makes. */
export interface StreamSettings {
  /**
   * The outage budget in seconds: how long a message waits for Bronze before the server drops it. The
   * longest time that Bronze may be down without loss, so rather weeks than hours (default 7 days).
   */
  readonly maxAgeSeconds: number;
  /**
   * Bytes that one stream may take on the server's disk; -1 (the default) leaves it to the server's own
   * limit. A full stream refuses new messages, and the publisher is told: it never drops old ones.
   */
  readonly maxBytes: number;
  /**
   * Seconds for which the server remembers message ids (default 120). Longer than a publisher goes on
   * trying; the server holds every id of this time in memory.
   */
  readonly duplicateWindowSeconds: number;
  /** Copies in a cluster: 1 (the default), 3 or 5. */
  readonly replicas: number;
}
export declare const DEFAULT_STREAM_SETTINGS: StreamSettings;
/** The declared stream of this name; throws `BAD_OPTIONS` when there is none. */
export declare function declaredStream(name: string): StreamDeclaration;
/** Whether a subject is one that `pattern` stands for: `*` is one token, a last `>` one or more. */
export declare function subjectMatches(pattern: string, subject: string): boolean;
/** Whether every subject that `narrow` stands for is one that `wide` stands for. */
export declare function patternCovers(wide: string, narrow: string): boolean;
//# sourceMappingURL=stream-declarations.d.ts.map
