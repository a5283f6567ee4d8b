import { FeedError } from './errors.js';

/** Options of a format as text, as a command line gives them: each name with its values. */
export type FeedSettings = Readonly<Record<string, readonly string[]>>;

/** An option that a format understands. */
export interface FormatSetting {
  /** `dataset` on the command line is `--dataset`. */
  readonly name: string;
  /**
   * What stands for its value in help, e.g. `ID`; undefined for a switch, whose value is `true`.
   */
  readonly value: string | undefined;
  readonly repeatable: boolean;
  /**
   * Its value is the path of a file that decides rows too: the run id holds a digest of the file in
   * the path's place.
   */
  readonly isFile?: boolean;
  readonly describe: string;
}

/** Throws `BAD_OPTION` for a name that is not among `known` or has more values than it takes. */
export function checkSettings(settings: FeedSettings, known: readonly FormatSetting[]): void {
  for (const [name, values] of Object.entries(settings)) {
    const setting = known.find((each) => each.name === name);
    if (setting === undefined) {
      const names = known.map((each) => each.name).join(', ');
      throw badOption(name, `expected one of ${names}`);
    }
    if (!setting.repeatable && values.length > 1) {
      throw badOption(name, `expected one value, was ${values.join(' and ')}`);
    }
  }
}

/** The value of an option given once, if it was. */
export function settingOf(settings: FeedSettings, name: string): string | undefined {
  return settings[name]?.[0];
}

/** A switch: `true`, `false` or not given. */
export function switchOf(settings: FeedSettings, name: string): boolean {
  const value = settingOf(settings, name) ?? 'false';
  if (value !== 'true' && value !== 'false') {
    throw badOption(name, `expected true or false, was ${value}`);
  }
  return value === 'true';
}

/** `name=VALUE` is wrong. */
export function badOption(name: string, problem: string): FeedError {
  return new FeedError('BAD_OPTION', `option "${name}": ${problem}`);
}
