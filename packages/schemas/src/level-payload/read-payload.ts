import { levelsSignals, type LevelSignal } from '../datasets/levels-signals.js';
import { checkValue, columnValue } from '../json/column-value.js';
import { jsonText, type JsonValue } from '../json/json-value.js';
import { parseJsonExact } from '../json/parse-exact.js';
import { flattenLevelPayload, type PayloadDefaults } from './flatten-payload.js';

/**
 * The rows of a payload of `levels.signals`, foreign shapes included. No digit of an int64 is lost.
 *
 * Throws a `JsonSyntaxError` for what is not JSON, and a `Refusal` that names the field, what was
 * expected and what was there.
 */
export function readLevelPayload(text: string, defaults?: PayloadDefaults): LevelSignal[] {
  const { levels } = flattenLevelPayload(parseJsonExact(text), defaults);
  return levels.map(({ values, refusal }) => {
    if (values === undefined) {
      throw refusal;
    }
    const row = levelsSignals.columns.map((column) => {
      const given = values.get(column.name);
      const value = columnValue(column, given);
      checkValue(column, value, given);
      return [column.name, value] as const;
    });
    return Object.fromEntries(row) as unknown as LevelSignal;
  });
}

/** A level as one line of JSON: a flat event of `levels.signals`, numbers as they were written. */
export function flatEventLine(event: ReadonlyMap<string, JsonValue>): string {
  const members = Array.from(event)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${JSON.stringify(name)}:${jsonText(value)}`);
  return `{${members.join(',')}}`;
}
