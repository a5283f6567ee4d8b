import {
  describeJson,
  ENVELOPE_FIELDS,
  envelopeDatasetId,
  envelopeProblem,
  isJsonNumber,
  Refusal,
  type Dataset,
  type DatasetRegistry,
  type JsonValue,
} from '@assay/schemas';
import { fieldsOf, refuseRepeated, type Fields } from './fields.js';

/** What an envelope holds: the dataset it names, and the event's fields. */
export interface OpenedEnvelope {
  readonly dataset: Dataset;
  readonly fields: Fields;
  /** Fields of the envelope itself that nobody knows. */
  readonly extraFields: number;
}

const VERSION = /^[1-9]\d{0,8}$/;
const OUTER: readonly string[] = ENVELOPE_FIELDS;

/**
 * Opens an envelope: the payload's fields, with those of the envelope where the payload leaves them out
 * (`key` stands for the partition column).
 *
 * @param declared the dataset the subject is declared for, which the envelope must agree with
 */
export function openEnvelope(
  registry: DatasetRegistry,
  declared: Dataset | undefined,
  envelope: Fields,
): OpenedEnvelope {
  refuseRepeated(envelope, (name) => OUTER.includes(name));
  const dataset = namedDataset(registry, envelope.values);
  if (declared !== undefined && declared !== dataset) {
    throw new Refusal(
      'BAD_ENVELOPE',
      `expected ${declared.id} on this subject, was an envelope of ${dataset.id}`,
      'schema_name',
    );
  }
  const payload = envelope.values.get('payload') ?? null;
  const inner = fieldsOf(payload, () => {
    const was = describeJson(payload);
    return new Refusal('BAD_ENVELOPE', `"payload": expected an object, was ${was}`, 'payload');
  });
  const values = new Map(inner.values);
  for (const outer of ['source', 'ts_event_ns', 'ts_recv_ns', 'seq', 'key']) {
    const column = outer === 'key' ? dataset.partition.column : outer;
    const value = envelope.values.get(outer);
    const isColumn = dataset.columns.some((each) => each.name === column);
    if (value !== undefined && isColumn && !values.has(column)) {
      values.set(column, value);
    }
  }
  const extraFields = envelope.names.filter((name) => !OUTER.includes(name)).length;
  return { dataset, fields: { ...inner, values }, extraFields };
}

function namedDataset(
  registry: DatasetRegistry,
  envelope: ReadonlyMap<string, JsonValue>,
): Dataset {
  const name = envelope.get('schema_name') ?? null;
  if (typeof name !== 'string') {
    const detail = `"schema_name": expected a string, was ${describeJson(name)}`;
    throw new Refusal('BAD_ENVELOPE', detail, 'schema_name');
  }
  const version = versionText(envelope.get('schema_version') ?? null);
  const problem = envelopeProblem(name, version);
  if (problem !== undefined) {
    throw new Refusal('BAD_ENVELOPE', problem, 'schema_version');
  }
  const id = envelopeDatasetId(name, version);
  const dataset = registry.find(id);
  if (dataset === undefined) {
    const known = registry.all.map((each) => each.id).join(', ');
    const was = describeJson(id);
    throw new Refusal('UNKNOWN_DATASET', `expected one of ${known}, was ${was}`, 'schema_name');
  }
  return dataset;
}

function versionText(version: JsonValue): string | undefined {
  if (version === null) {
    return undefined;
  }
  if (!isJsonNumber(version) || !VERSION.test(version.text)) {
    const detail = `"schema_version": expected a whole number, was ${describeJson(version)}`;
    throw new Refusal('BAD_ENVELOPE', detail, 'schema_version');
  }
  return version.text;
}
