import { randomBytes } from 'node:crypto';

/**
 * The only source of chance in Assay. It names owners and writers, so that two processes never take
 * each other's work for their own; it never reaches an event, a row or a data file.
 */
export interface Randomness {
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string;
}

/** The operating system's random numbers. */
export const systemRandomness: Randomness = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
};
