import {
  lakeConfigFields,
  lakeLocation,
  loadConfig,
  serviceConfigFields,
  type LakeLocation,
  type LoadedConfig,
} from '@assay/cli';
import type { CommandContext } from '@assay/cli';

/** Every variable of the feed commands: those of the lake. */
export const feedConfigFields = lakeConfigFields;

export type FeedConfig = LoadedConfig<typeof feedConfigFields>['values'] & {
  /** Where the lake lives. */
  readonly lake: LakeLocation;
};

/** Reads the configuration. */
export async function feedConfig(
  context: CommandContext,
  file: string | undefined,
): Promise<FeedConfig> {
  const loaded = await loadConfig(feedConfigFields, {
    env: context.env,
    // One assay.yaml serves every program.
    otherKeys: Object.keys(serviceConfigFields),
    ...(file === undefined ? {} : { file }),
  });
  for (const notice of loaded.notices) {
    context.say(notice);
  }
  return { ...loaded.values, lake: lakeLocation(loaded) };
}
