import type { ConfigFile } from './config-file.js';
import type { ConfigFields } from './field.js';

/** Where a value comes from. */
export type ConfigSource = 'command line' | 'environment' | 'file' | 'default' | 'unset';

/** A value as someone gave it. */
export interface GivenValue {
  readonly value: unknown;
  readonly source: ConfigSource;
  /** The name it was given under: the field's, or its former one. */
  readonly name: string;
  /** Where to look for it, as messages say it. */
  readonly place: string;
}

/** The places that give values, the strongest first. */
export interface ConfigLayers {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | undefined;
}

/**
 * The strongest value given for each field that anyone gave, and what to tell about former names.
 */
export function collectGiven(fields: ConfigFields, layers: ConfigLayers) {
  const given = new Map<string, GivenValue>();
  const notices: string[] = [];
  for (const [name, { formerName }] of Object.entries(fields)) {
    const found = lookUp(layers, name, formerName);
    const strongest = found.at(0);
    if (strongest !== undefined) {
      given.set(name, strongest);
    }
    for (const former of found.filter((each) => each.name === formerName)) {
      notices.push(
        former === strongest
          ? `${former.name} (${former.place}) is taken for ${name}, its new name: please rename it`
          : `${former.name} (${former.place}) is ignored: ${name} is given too`,
      );
    }
  }
  return { given, notices };
}

/** Everything given for one field, the strongest first; within a place its own name comes first. */
function lookUp(layers: ConfigLayers, name: string, formerName: string | undefined): GivenValue[] {
  const names = formerName === undefined ? [name] : [name, formerName];
  const found: GivenValue[] = [];
  const add = (source: ConfigSource, place: string, each: string, value: unknown): void => {
    if (value !== undefined && value !== null && value !== '') {
      found.push({ value, source, name: each, place });
    }
  };
  for (const each of names) add('command line', 'command line', each, layers.flags[each]);
  for (const each of names) add('environment', 'environment', each, layers.env[each]);
  for (const each of names) {
    add('file', layers.file?.name ?? '', each, layers.file?.values.get(each));
  }
  return found;
}
