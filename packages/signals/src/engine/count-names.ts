/** What an intake counts, in the order in which state has it. */
export const COUNT_NAMES = [
  'used',
  'late',
  'early',
  'missed',
  'copies',
  'foreign',
  'outOfSession',
  'unusable',
] as const;
