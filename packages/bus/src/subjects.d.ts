/** The two logs of an embedded log, each a shard of its own. */
export type EmbeddedStream = 'market' | 'levels';
/**
 * The log that a subject belongs to. `levels` holds `levels.signals` alone. `market` takes every other
 * subject, known or not: what an unknown one holds is decided later, by the envelope or the fields.
 * Rejects with `BAD_SUBJECT` the empty subject, and any other under `levels.`: nobody would read it.
 */
export declare function streamOf(subject: string): EmbeddedStream;
/** Refuses a subject that belongs to another log. */
export declare function assertSubjectOf(stream: EmbeddedStream, subject: string): void;
//# sourceMappingURL=subjects.d.ts.map
