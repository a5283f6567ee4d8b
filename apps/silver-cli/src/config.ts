import { lakeConfigFields, loadConfig, serviceConfigFields, type LoadedConfig } from '@assay/cli';
import type { CommandContext } from '@assay/cli';

export type SilverConfig = LoadedConfig<typeof lakeConfigFields>;

/** Reads the configuration: every variable that `silver-cli` has is one of the lake's. */
export async function silverConfig(
  context: CommandContext,
  file: string | undefined,
): Promise<SilverConfig> {
  const loaded = await loadConfig(lakeConfigFields, {
    env: context.env,
    // One assay.yaml serves every program.
    otherKeys: Object.keys(serviceConfigFields),
    ...(file === undefined ? {} : { file }),
  });
  for (const notice of loaded.notices) {
    context.say(notice);
  }
  return loaded;
}
