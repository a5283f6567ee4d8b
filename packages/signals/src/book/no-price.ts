/** Stands in an array of ticks where a level of the book is absent. No price is so low. */
export const NO_PRICE = -2_147_483_648;
