/** Everything of a shard up to here: sequences of one epoch, all of the epochs before it. */
export interface ShardPosition {
  readonly shard: string;
  readonly epoch: number;
  readonly sequence: bigint;
}

/** Whether `one` lies behind `other`. */
export function isBehind(
  one: Pick<ShardPosition, 'epoch' | 'sequence'>,
  other: Pick<ShardPosition, 'epoch' | 'sequence'>,
): boolean {
  return one.epoch === other.epoch ? one.sequence > other.sequence : one.epoch > other.epoch;
}

/** Positions as one text, to be compared. */
export function positionWords(positions: Iterable<ShardPosition>): string {
  return [...positions].map(({ shard, epoch, sequence }) => `${shard} ${epoch} ${sequence}`).join();
}
