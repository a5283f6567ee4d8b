/** The fields of the canonical envelope around an event's `payload`. */
export const ENVELOPE_FIELDS = [
  'schema_name',
  'schema_version',
  'source',
  'ts_event_ns',
  'ts_recv_ns',
  'key',
  'seq',
  'payload',
] as const;

/** Whether an object is an envelope rather than a flat event: it names a schema and has a payload. */
export function isEnvelope(has: (field: string) => boolean): boolean {
  return has('schema_name') && has('payload');
}

/** The dataset id an envelope names: the version may be part of the name, or stand beside it. */
export function envelopeDatasetId(schemaName: string, schemaVersion: string | undefined): string {
  return /\.v\d+$/.test(schemaName) ? schemaName : `${schemaName}.v${schemaVersion ?? '1'}`;
}

/**
 * Why name and version of an envelope contradict each other, as "expected …, was …"; undefined when
 * they do not.
 */
export function envelopeProblem(
  schemaName: string,
  schemaVersion: string | undefined,
): string | undefined {
  const named = /\.v(\d+)$/.exec(schemaName)?.[1];
  return named === undefined || schemaVersion === undefined || named === schemaVersion
    ? undefined
    : `expected schema_version ${named} of "${schemaName}", was ${schemaVersion}`;
}
