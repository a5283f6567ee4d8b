import type { StateReader, StateWriter } from './state-codec.js';

/** A part of the engine whose state outlives a restart. */
export interface Stateful {
  /** Puts everything that a later answer depends on into the writer. */
  save(writer: StateWriter): void;
  /** Takes it back, in the same order. The part was made with the same configuration. */
  load(reader: StateReader): void;
}
