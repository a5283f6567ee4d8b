import { CommandFailure } from '@assay/cli';
import { FEED_FORMATS, type FeedFormat, type FeedSettings, type FormatSetting } from '@assay/feeds';
import type { Command } from 'commander';

/** One option: settings of that name in one or more formats. */
interface SharedSetting {
  readonly setting: FormatSetting;
  /** What it means, and to which formats. */
  readonly meanings: Map<string, string[]>;
}

/**
 * Declares every format's settings as options. Formats may share a name: the option is declared once, and
 * its help says what it means to each. Throws where they disagree on what it takes.
 */
export function declareFormatSettings(
  command: Command,
  formats: readonly FeedFormat[] = FEED_FORMATS,
): void {
  const shared = new Map<string, SharedSetting>();
  for (const { name: format, settings } of formats) {
    for (const setting of settings) {
      const known = shared.get(setting.name) ?? { setting, meanings: new Map<string, string[]>() };
      assertAlike(known.setting, setting);
      known.meanings.set(setting.describe, [
        ...(known.meanings.get(setting.describe) ?? []),
        format,
      ]);
      shared.set(setting.name, known);
    }
  }
  for (const { setting, meanings } of shared.values()) {
    const describe = [...meanings].map(([meaning, of]) => `${of.join(', ')}: ${meaning}`);
    declare(command, setting, describe.join('; '));
  }
}

function assertAlike(one: FormatSetting, other: FormatSetting): void {
  if ((one.value === undefined) !== (other.value === undefined)) {
    throw new TypeError(`--${one.name}: expected a switch in every format, or in none`);
  }
  if (one.repeatable !== other.repeatable) {
    throw new TypeError(`--${one.name}: expected to be repeatable in every format, or in none`);
  }
}

function declare(command: Command, setting: FormatSetting, describe: string): void {
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

/** What was given for the settings of a format, as text. Refuses (`BAD_USAGE`) those of other formats. */
export function settingsOf(
  format: FeedFormat,
  options: object,
  formats: readonly FeedFormat[] = FEED_FORMATS,
): FeedSettings {
  // What commander makes of an option: a text, texts where it may be repeated, true for a switch.
  const given = options as Readonly<Record<string, string | readonly string[] | true | undefined>>;
  const own = new Set(format.settings.map(({ name }) => name));
  const settings: Record<string, readonly string[]> = {};
  const foreign = new Set<string>();
  for (const { name } of formats.flatMap((each) => each.settings)) {
    const value = given[camelCase(name)];
    if (value !== undefined && !own.has(name)) {
      foreign.add(`--${name}`);
    } else if (value !== undefined) {
      settings[name] = typeof value === 'object' ? value : [String(value)];
    }
  }
  if (foreign.size > 0) {
    const names = [...foreign].join(', ');
    throw new CommandFailure(
      'BAD_USAGE',
      `${names}: expected options of ${format.name}, was another's`,
      {
        next: `leave out ${names}, or choose another --format`,
      },
    );
  }
  return settings;
}

/** `trades-from-books` is `tradesFromBooks` among commander's options. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
