import { createConditionReader, type Conditions } from '../codes/condition-names.js';
import { OPTION_CONDITIONS, optionConditionOfMassive } from '../codes/option-conditions.js';
import { SALE_CONDITIONS, saleConditionOfMassive } from '../codes/sale-conditions.js';

const NAMES = new Set(
  [...SALE_CONDITIONS, ...OPTION_CONDITIONS].flatMap(({ names }) => [...names]),
);

/**
 * Reads the conditions of Python's lake: Massive's ids as its feed gives them (`14,37`, `[14, 37]`, a list
 * column), or canonical names. A number that is in no list becomes `Condition99`, as in Massive's files.
 * Undefined for a text that is neither.
 */
export function lakeConditions(
  kind: 'stocks' | 'options',
): (text: string) => Conditions | undefined {
  const namesOf = kind === 'stocks' ? saleConditionOfMassive : optionConditionOfMassive;
  return createConditionReader((text) => {
    const names: string[] = [];
    const unknown: string[] = [];
    for (const token of text.replace(/^\s*\[|\]\s*$/g, '').split(/[,|;\s]+/)) {
      const word = token.replace(/^['"]|['"]$/g, '');
      if (/^\d{1,6}$/.test(word)) {
        const known = namesOf(Number(word));
        names.push(...(known ?? [`Condition${Number(word)}`]));
        unknown.push(...(known === undefined ? [`Condition${Number(word)}`] : []));
      } else if (NAMES.has(word) || /^Condition\d{1,6}$/.test(word)) {
        names.push(word);
      } else if (word !== '') {
        return undefined;
      }
    }
    return { names, unknown };
  });
}
