import {
  CommandFailure,
  lakeConfigFields,
  loadConfig,
  serviceConfigFields,
  type LoadedConfig,
} from '@assay/cli';
import type { CommandContext } from '@assay/cli';

/** Every variable of the feed commands: those of the lake. */
export const feedConfigFields = lakeConfigFields;

export type FeedConfig = LoadedConfig<typeof feedConfigFields>['values'];

/** Reads the configuration. */
export async function feedConfig(
  context: CommandContext,
  file: string | undefined,
): Promise<FeedConfig> {
  const { values, notices } = await loadConfig(feedConfigFields, {
    env: context.env,
    // One assay.yaml serves every program.
    otherKeys: Object.keys(serviceConfigFields),
    ...(file === undefined ? {} : { file }),
  });
  for (const notice of notices) {
    context.say(notice);
  }
  return values;
}

/** Refuses what this release cannot write to by itself; a service elsewhere may use what it likes. */
export function assertLocal(config: FeedConfig): void {
  if (config.USE_S3 || config.DATA_ROOT.startsWith('s3://')) {
    throw new CommandFailure(
      'BAD_CONFIG',
      'USE_S3, DATA_ROOT: expected a local lake, was S3: this release has local storage only',
      { next: 'unset USE_S3, and set DATA_ROOT to a folder' },
    );
  }
}
