/**
 * A sequence of the client's, which is a JS number. Throws `BAD_STREAM` for one that a number does not
 * hold exactly: only a stream made with such a first sequence has it.
 */
export declare function toSequence(value: number, stream: string): bigint;
/** A sequence as the client takes it. Throws `BAD_STREAM` as `toSequence` does. */
export declare function toClientSequence(sequence: bigint, stream: string): number;
//# sourceMappingURL=sequence-number.d.ts.map
