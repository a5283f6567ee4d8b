import { levelsSignals } from '../datasets/levels-signals.js';
import { envelopeDatasetId, isEnvelope } from '../envelope.js';
import { describeJson, isJsonArray, isJsonNumber, type JsonValue } from '../json/json-value.js';
import { Refusal } from '../json/refusal.js';
import { ObjectFields } from './object-fields.js';
import { LEVEL_FIELDS, TICK_FIELDS, type FieldPath } from './payload-fields.js';

/** Milliseconds of a payload that knows no nanoseconds. */
const MILLISECONDS = /^\d{1,15}$/;
const NANOSECONDS = /^\d{1,19}$/;
const NS_PER_MS = 1_000_000n;
/** Who computed a payload that does not say. */
const UNNAMED_PRODUCER = 'foreign';
const DEFAULT_UNDERLYING = 'SPY';

/** What a payload need not say. */
export interface PayloadDefaults {
  /** From an instant to when its rows could be decided on, where the payload has no `ts_known_ns`. */
  readonly latenessNs: bigint;
}

export const PAYLOAD_DEFAULTS: PayloadDefaults = { latenessNs: 500_000_000n };

/** One of a payload's levels, spread over the columns of its row, or why it cannot be. */
export type FlatLevel =
  /** By column name, in the dataset's order of columns; absent values are null. */
  | { readonly values: ReadonlyMap<string, JsonValue>; readonly refusal?: undefined }
  /** `item`: what was given in the place of a level. */
  | { readonly refusal: Refusal; readonly item: JsonValue; readonly values?: undefined };

/** A payload's levels; nothing is checked but the shape. */
export interface FlatPayload {
  readonly levels: readonly FlatLevel[];
  /** Members that nobody knows. */
  readonly extraFields: number;
}

/** Whether a JSON value is a payload of levels, or an envelope around one, rather than a flat row. */
export function isLevelPayload(value: JsonValue): boolean {
  const has = (each: JsonValue, name: string) =>
    typeof each === 'object' &&
    each !== null &&
    'members' in each &&
    each.members.some(([member]) => member === name);
  if (!has(value, 'schema_name')) {
    return has(value, 'levels');
  }
  const payload = memberOf(value, 'payload');
  return payload !== undefined && has(payload, 'levels');
}

/**
 * Spreads a payload of `levels.signals` over one flat event a level. Foreign payloads say less: `ts` in ms
 * alone (`ts_event_ns` = ts · 10⁶), no underlying (SPY), no producer (the envelope's `source`, else
 * `foreign`), no `ts_known_ns` (`ts_event_ns` + lateness), no sweep (notional 0); a value may also
 * stand flat beside the nested objects, under its column's name.
 *
 * Throws a `Refusal` where the payload as a whole cannot be read.
 */
export function flattenLevelPayload(
  value: JsonValue,
  defaults: PayloadDefaults = PAYLOAD_DEFAULTS,
): FlatPayload {
  const { payload, source, outerExtra } = open(ObjectFields.of(value));
  const tick = tickValues(payload, source, defaults);
  payload.get('schema');
  const levels = payload.get('levels') ?? null;
  if (!isJsonArray(levels)) {
    const detail = `"levels": expected an array, was ${describeJson(levels)}`;
    throw new Refusal('WRONG_TYPE', detail, 'levels');
  }
  let extraFields = outerExtra + payload.extra;
  const flat = levels.items.map((item, index) => {
    const level = flattenLevel(item, index, tick);
    extraFields += level.extraFields;
    return level.level;
  });
  return { levels: flat, extraFields };
}

/** One bad level costs none of its neighbours. */
function flattenLevel(
  item: JsonValue,
  index: number,
  tick: ReadonlyMap<string, JsonValue>,
): { readonly level: FlatLevel; readonly extraFields: number } {
  try {
    const fields = ObjectFields.of(item, `levels[${index}]`);
    const values = new Map(tick);
    for (const [column, path] of LEVEL_FIELDS) {
      values.set(column, levelValue(fields, column, path) ?? null);
    }
    if (values.get('tape_sweep_notional') === null) {
      values.set('tape_sweep_notional', { text: '0' });
    }
    return { level: { values: inColumnOrder(values) }, extraFields: fields.extra };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    return { level: { refusal: error, item }, extraFields: 0 };
  }
}

function open(outer: ObjectFields): {
  readonly payload: ObjectFields;
  readonly source: JsonValue | undefined;
  readonly outerExtra: number;
} {
  if (!isEnvelope((name) => outer.has(name))) {
    return { payload: outer, source: outer.get('source'), outerExtra: 0 };
  }
  const name = outer.get('schema_name') ?? null;
  const version = outer.get('schema_version') ?? null;
  const id =
    typeof name === 'string'
      ? envelopeDatasetId(name, isJsonNumber(version) ? version.text : undefined)
      : describeJson(name);
  if (id !== levelsSignals.id) {
    const detail = `expected an envelope of ${levelsSignals.id}, was one of ${id}`;
    throw new Refusal('BAD_ENVELOPE', detail, 'schema_name');
  }
  const payload = outer.within('payload');
  const source = outer.get('source');
  for (const known of ['ts_event_ns', 'ts_recv_ns', 'key', 'seq']) {
    outer.get(known);
  }
  const inner = payload.extra;
  return { payload, source, outerExtra: outer.extra - inner };
}

function tickValues(
  payload: ObjectFields,
  source: JsonValue | undefined,
  { latenessNs }: PayloadDefaults,
): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  for (const [column, path] of TICK_FIELDS) {
    values.set(column, valueAt(payload, path) ?? payload.get(column) ?? null);
  }
  const orElse = (column: string, otherwise: () => JsonValue) => {
    if (values.get(column) === null) {
      values.set(column, otherwise());
    }
  };
  const ts = payload.get('ts') ?? null;
  orElse('ts_event_ns', () => eventTimeOf(ts));
  const time = values.get('ts_event_ns') ?? null;
  refuseOtherTime(ts, time);
  orElse('ts_known_ns', () =>
    isJsonNumber(time) && NANOSECONDS.test(time.text)
      ? { text: String(BigInt(time.text) + latenessNs) }
      : time,
  );
  orElse('underlying', () => DEFAULT_UNDERLYING);
  orElse('producer', () => source ?? UNNAMED_PRODUCER);
  return values;
}

function eventTimeOf(ts: JsonValue): JsonValue {
  if (ts === null) {
    throw new Refusal(
      'MISSING_FIELD',
      '"ts_event_ns": expected it, or "ts" in ms, was neither',
      'ts',
    );
  }
  if (!isJsonNumber(ts) || !MILLISECONDS.test(ts.text)) {
    const detail = `"ts": expected whole milliseconds since 1970 UTC, was ${describeJson(ts)}`;
    throw new Refusal('WRONG_TYPE', detail, 'ts');
  }
  return { text: String(BigInt(ts.text) * NS_PER_MS) };
}

/** A payload that says its time twice has to mean one. */
function refuseOtherTime(ts: JsonValue, time: JsonValue): void {
  if (!isJsonNumber(ts) || !isJsonNumber(time) || !NANOSECONDS.test(time.text)) {
    return;
  }
  const expected = BigInt(time.text) / NS_PER_MS;
  if (!MILLISECONDS.test(ts.text) || BigInt(ts.text) !== expected) {
    const detail = `"ts": expected ${expected}, the milliseconds of ts_event_ns, was ${ts.text}`;
    throw new Refusal('OUT_OF_RANGE', detail, 'ts');
  }
}

/** `runway.next_obstacle.id`, else `runway.next_level_id`, else `runway_next_level_id`. */
function levelValue(level: ObjectFields, column: string, path: FieldPath): JsonValue | undefined {
  const [group] = path;
  const nested = valueAt(level, path);
  if (nested !== undefined || path.length === 1) {
    return nested ?? level.get(column);
  }
  return level.within(group).get(column.slice(group.length + 1)) ?? level.get(column);
}

function valueAt(fields: ObjectFields, path: FieldPath): JsonValue | undefined {
  const [name, ...rest] = path;
  return rest.length === 0 ? fields.get(name) : valueAt(fields.within(name), rest);
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && 'members' in value
    ? value.members.find(([member]) => member === name)?.[1]
    : undefined;
}

function inColumnOrder(values: ReadonlyMap<string, JsonValue>): ReadonlyMap<string, JsonValue> {
  return new Map(levelsSignals.columns.map(({ name }) => [name, values.get(name) ?? null]));
}
