import type { DeadLetterReader } from '@assay/bronze';
import type { CommandContext } from '@assay/cli';
import { explainCommand, noLake, type LakeAccess } from '../../explain.js';
import { openLake, type OpenLake } from '../../lake/open-lake.js';

/** Works on the dead letters of the configured lake, and explains what stands in the way. */
export async function withLetters<Result>(
  context: CommandContext,
  configFile: string | undefined,
  access: LakeAccess,
  work: (letters: DeadLetterReader, lake: OpenLake) => Promise<Result>,
): Promise<Result> {
  const lake = await openLake(context, configFile, access);
  const { createDeadLetterReader } = await import('@assay/bronze');
  const { store, openPlace } = lake;
  const letters = createDeadLetterReader({ store, openPlace });
  context.status('reading the commit logs');
  try {
    await letters.index.refresh();
    if (letters.index.shards.length === 0) {
      throw noLake(store.root);
    }
    return await work(letters, lake);
  } catch (error) {
    throw explainCommand(error, access);
  } finally {
    context.status(undefined);
    await letters.close();
  }
}
