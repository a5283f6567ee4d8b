import { levelsSignals, type LevelSignal } from '../datasets/levels-signals.js';
import { SchemaError } from '../errors.js';
import { LEVEL_FIELDS, TICK_FIELDS, type FieldPath } from './payload-fields.js';

const NS_PER_MS = 1_000_000n;

/** A tree of members on the way to being text: leaves are JSON already. */
type Members = Map<string, string | Members>;

/**
 * The rows of one tick as the payload of `levels.signals`: always valid JSON, int64 in full digits, an
 * absent value null, −0 as 0.
 *
 * Throws `BAD_VALUE` for no rows, rows of different ticks (`ts_event_ns`, `underlying`, `producer` and
 * whatever a payload says only once) and numbers that are not finite.
 */
export function encodeLevelPayload(rows: readonly LevelSignal[]): string {
  const [first] = rows as readonly (LevelSignal | undefined)[];
  if (first === undefined) {
    throw new SchemaError('BAD_VALUE', 'expected the rows of one tick, was none');
  }
  for (const [column] of TICK_FIELDS) {
    const other = rows.find((row) => row[column] !== first[column]);
    if (other !== undefined) {
      throw new SchemaError(
        'BAD_VALUE',
        `"${column}": expected the same in all rows of a tick, was ${String(first[column])} ` +
          `and ${String(other[column])}`,
      );
    }
  }
  const payload: Members = new Map();
  payload.set('schema', JSON.stringify(levelsSignals.id));
  payload.set('ts', String(first.ts_event_ns / NS_PER_MS));
  for (const [column, path] of TICK_FIELDS) {
    put(payload, path, valueText(column, first[column]));
  }
  payload.set('levels', `[${rows.map(levelText).join(',')}]`);
  return membersText(payload);
}

function levelText(row: LevelSignal): string {
  const level: Members = new Map();
  for (const [column, path] of LEVEL_FIELDS) {
    put(level, path, valueText(column, row[column]));
  }
  if (row.runway_next_level_id === null && row.runway_next_level_price === null) {
    put(level, ['runway', 'next_obstacle'], 'null');
  }
  return membersText(level);
}

function put(members: Members, path: FieldPath, text: string): void {
  const [name, ...rest] = path;
  if (rest.length === 0) {
    members.set(name, text);
    return;
  }
  const known = members.get(name);
  const inner: Members = known instanceof Map ? known : new Map<string, string | Members>();
  members.set(name, inner);
  put(inner, rest, text);
}

function valueText(column: string, value: bigint | number | string | boolean | null): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new SchemaError('BAD_VALUE', `"${column}": expected a finite number, was ${value}`);
  }
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function membersText(members: Members): string {
  const texts = Array.from(members, ([name, value]) => {
    return `${JSON.stringify(name)}:${typeof value === 'string' ? value : membersText(value)}`;
  });
  return `{${texts.join(',')}}`;
}
