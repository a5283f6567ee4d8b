import { FEED_FORMATS, type FeedFormat, type FeedSettings, type FormatSetting } from '@assay/feeds';
import type { Command } from 'commander';

/** Declares every format's settings as options, each name once. */
export function declareFormatSettings(command: Command): void {
  const declared = new Set<string>();
  for (const { name: format, settings } of FEED_FORMATS) {
    for (const setting of settings.filter(({ name }) => !declared.has(name))) {
      declared.add(setting.name);
      declare(command, format, setting);
    }
  }
}

function declare(command: Command, format: string, setting: FormatSetting): void {
  const describe = `${format}: ${setting.describe}`;
  if (setting.value === undefined) {
    command.option(`--${setting.name}`, describe);
  } else if (setting.repeatable) {
    const flags = `--${setting.name} <${setting.value}>`;
    const collect = (value: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      value,
    ];
    command.option(flags, `${describe} (may be repeated)`, collect);
  } else {
    command.option(`--${setting.name} <${setting.value}>`, describe);
  }
}

/** What was given for the settings of a format, as text. */
export function settingsOf(format: FeedFormat, options: object): FeedSettings {
  // What commander makes of an option: a text, texts where it may be repeated, true for a switch.
  const given = options as Readonly<Record<string, string | readonly string[] | true | undefined>>;
  const settings: Record<string, readonly string[]> = {};
  for (const { name } of format.settings) {
    const value = given[camelCase(name)];
    if (value !== undefined) {
      settings[name] = typeof value === 'object' ? value : [String(value)];
    }
  }
  return settings;
}

/** `trades-from-books` is `tradesFromBooks` among commander's options. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
