/** Bits of a row's flags. */
export const HAS_SEQ = 1;
export const HAS_RUN_POS = 2;
export const LATE = 4;
export const EARLY = 8;
/** Takes its place among copies, and is never used itself. */
export const UNUSED = LATE | EARLY;

/** Origin of rows whose copies Silver has reduced. */
export const REDUCED = -1;
