import { optionParser, type ValueKind } from '@assay/cli';
import {
  fitsKnob,
  KNOBS,
  knobExpectation,
  type Knob,
  type KnobName,
  type KnobValues,
} from '@assay/feeds';
import type { Command } from 'commander';

const NAMES = Object.keys(KNOBS) as KnobName[];

/** The option of a knob: `regimeMinutes` is `--regime-minutes`. */
function knobFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function valueKind(knob: Knob): ValueKind<number | string> {
  return {
    expectation: knobExpectation(knob),
    parse: (given) => {
      const number = typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) ? Number(given) : NaN;
      const value = knob.kind === 'choice' ? given : number;
      return fitsKnob(knob, value) ? (value as number | string) : undefined;
    },
  };
}

/** Declares an option for every knob of the market. */
export function declareKnobs(command: Command): void {
  for (const name of NAMES) {
    const knob: Knob = KNOBS[name];
    const flag = knobFlag(name);
    const unit = knob.kind === 'choice' || knob.unit === '' ? '' : `${knob.unit}: `;
    const takes = knob.kind === 'choice' ? knob.choices.join('|') : 'n';
    command.option(
      `${flag} <${takes}>`,
      `${unit}${knob.about} (default: ${knob.default})`,
      optionParser(flag, valueKind(knob)),
    );
  }
}

/** The knobs that were given. */
export function givenKnobs(options: Partial<KnobValues>): Partial<KnobValues> {
  const given = NAMES.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}
