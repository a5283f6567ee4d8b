import { describeJson, isJsonArray, Refusal, type Dataset, type JsonValue } from '@assay/schemas';
import { fieldsOf, refuseRepeated } from './fields.js';

const EMPTY_ITEM: JsonValue = { members: [] };

/**
 * `levels: [{bid_px, …}, …]` as flat columns. Levels that are not sent are absent ones: NULL price and 0
 * size. A level that is sent has to be whole.
 */
export function flattenRepeated(
  dataset: Dataset,
  fields: ReadonlyMap<string, JsonValue>,
): ReadonlyMap<string, JsonValue> {
  const group = dataset.repeated;
  const value = group === undefined ? undefined : fields.get(group.field);
  if (group === undefined || value === undefined) {
    return fields;
  }
  const { field, length, members } = group;
  if (!isJsonArray(value) || value.items.length > length) {
    throw misfit(field, `an array of up to ${length}`, value, field);
  }
  const flat = new Map(fields);
  flat.delete(field);
  for (let level = 1; level <= length; level += 1) {
    const isGiven = level <= value.items.length;
    const item = isGiven ? value.items[level - 1] : EMPTY_ITEM;
    const given = fieldsOf(item, () => misfit(`${field}[${level - 1}]`, 'an object', item, field));
    refuseRepeated(given, (name) => members.includes(name));
    for (const member of members) {
      const name = `${member}_${level}`;
      if (flat.has(name)) {
        throw new Refusal('DUPLICATE_FIELD', `expected "${name}" or "${field}", was both`, name);
      }
      const column = dataset.columns.find((each) => each.name === name);
      const absent: JsonValue = column?.nullable === true ? null : { text: '0' };
      flat.set(name, given.values.get(member) ?? (isGiven ? null : absent));
    }
  }
  return flat;
}

function misfit(where: string, expected: string, value: JsonValue, field: string): Refusal {
  const detail = `"${where}": expected ${expected}, was ${describeJson(value)}`;
  return new Refusal('WRONG_TYPE', detail, field);
}
