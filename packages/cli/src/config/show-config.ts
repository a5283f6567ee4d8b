import { toJson } from '../format/plain.js';
import type { ConfigFields } from './field.js';
import type { LoadedConfig } from './load-config.js';

/** One line of a configuration as it may be printed and logged. */
export interface ShownValue {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** Every value in force, fit for any eye: secrets only as "(set)", URLs without their password. */
export function showConfig<Fields extends ConfigFields>(
  fields: Fields,
  { values, sources }: LoadedConfig<Fields>,
): ShownValue[] {
  return Object.keys(fields).map((name) => ({
    name,
    value: shown(values[name], fields[name].secret),
    source: sources[name],
  }));
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const SCHEME_AND_USER = /([a-z][a-z0-9+.-]*:\/\/)[^/\s]*@/gi;

/** URLs without user and password, even badly written ones; any other text as it is. */
export function withoutPassword(text: string): string {
  return SCHEME.test(text) ? text.replace(SCHEME_AND_USER, '$1') : text.replace(/^\S*:\S*@/, '');
}

function shown(value: unknown, secret: boolean): string {
  if (value === undefined) {
    return '(unset)';
  }
  if (secret) {
    return '(set)';
  }
  return typeof value === 'string' ? withoutPassword(value) : toJson(value);
}
