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

/** A URL without user and password, even one that is badly written; any other text as it is. */
export function withoutPassword(text: string): string {
  const scheme = SCHEME.exec(text)?.[0];
  return scheme === undefined
    ? text.replace(/^\S*:\S*@/, '')
    : scheme + text.slice(scheme.length).replace(/^[^/\s]*@/, '');
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
