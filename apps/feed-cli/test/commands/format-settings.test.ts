import { CommandFailure } from '@assay/cli';
import { feedFormat, type FeedFormat, type FormatSetting } from '@assay/feeds';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { declareFormatSettings, settingsOf } from '../../src/commands/format-settings.js';

function formatOf(name: string, ...settings: Partial<FormatSetting>[]): FeedFormat {
  const whole = settings.map((setting) => ({
    name: 'symbol',
    value: 'SYMBOL',
    repeatable: false,
    describe: 'one symbol',
    ...setting,
  }));
  return { ...feedFormat('dbn'), name, settings: whole };
}

function parsed(formats: readonly FeedFormat[], args: readonly string[]): object {
  const command = new Command().exitOverride();
  declareFormatSettings(command, formats);
  return command.parse(args, { from: 'user' }).opts();
}

describe('declareFormatSettings', () => {
  it('declares a name that formats share once, and says what it means to each', () => {
    const command = new Command();
    declareFormatSettings(command, [
      formatOf('a', {}, { name: 'tz', describe: 'its zone' }),
      formatOf('b', { describe: 'the only symbol' }),
      formatOf('c', {}),
    ]);
    expect(command.options.map(({ flags, description }) => [flags, description])).toEqual([
      ['--symbol <SYMBOL>', 'a, c: one symbol; b: the only symbol'],
      ['--tz <SYMBOL>', 'a: its zone'],
    ]);
  });

  it.each([{ value: undefined }, { repeatable: true }])(
    'refuses formats that disagree on what an option takes: %j',
    (other) => {
      const formats = [formatOf('a', {}), formatOf('b', other)];
      expect(() => declareFormatSettings(new Command(), formats)).toThrow(/^--symbol: expected/);
    },
  );

  it('takes the settings of every format there is', () => {
    expect(() => declareFormatSettings(new Command())).not.toThrow();
  });
});

describe('settingsOf', () => {
  const a = formatOf('a', { repeatable: true }, { name: 'from-books', value: undefined });
  const b = formatOf('b', { repeatable: true }, { name: 'tz' });

  it('gives a shared option to whichever format is asked for', () => {
    const given = parsed([a, b], ['--symbol', 'ES', '--symbol', 'NQ']);
    expect(settingsOf(a, given, [a, b])).toEqual({ symbol: ['ES', 'NQ'] });
    expect(settingsOf(b, given, [a, b])).toEqual({ symbol: ['ES', 'NQ'] });
  });

  it('refuses the options of another format, rather than to ignore them', () => {
    const given = parsed([a, b], ['--from-books', '--tz', 'UTC']);
    const asked = () => settingsOf(a, given, [a, b]);
    expect(asked).toThrow(CommandFailure);
    expect(asked).toThrow("--tz: expected options of a, was another's");
    expect(settingsOf(a, parsed([a, b], ['--from-books']), [a, b])).toEqual({
      'from-books': ['true'],
    });
  });
});
