import { CommandFailure } from '@assay/cli';
import { BRONZE_STREAMS } from './bronze-streams.js';

/** The shards that `BRONZE_SHARDS` names, of those there are; all of them where it is not given. */
export function chosenShards(given: string | undefined, known: readonly string[]): string[] {
  const chosen = given?.split(',') ?? [...known];
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CommandFailure(
      'BAD_CONFIG',
      `BRONZE_SHARDS: expected some of ${known.join(', ')}, was ${unknown.join(', ')}`,
      { next: 'name streams of the log, with commas between them, or unset it to store all' },
    );
  }
  return chosen;
}

/** The embedded log's shard, unless it is given another name. */
export const DEFAULT_SHARD = 'market';

/** The name of the one shard that the embedded log's market events are. */
export function embeddedShard(given: string | undefined): string {
  const name = given ?? DEFAULT_SHARD;
  const isStream = BRONZE_STREAMS.some((stream) => stream.name === name);
  if (!name.includes(',') && !isStream) {
    return name;
  }
  throw new CommandFailure(
    'BAD_CONFIG',
    `BRONZE_SHARDS: expected one name of its own, as the embedded log is one shard, was ${name}`,
    { next: 'give one name, or set NATS_URL to store streams' },
  );
}
