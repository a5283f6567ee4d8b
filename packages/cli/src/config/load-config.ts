import { CommandFailure } from '../errors.js';
import { readConfigFile, type ConfigFile } from './config-file.js';
import type { ConfigFields, ConfigOf } from './field.js';
import { foldersNotApart } from './folders-apart.js';
import { collectGiven, type ConfigSource, type GivenValue } from './layers.js';
import { configSchema } from './schema.js';
import { withoutPassword } from './show-config.js';

/** Where `loadConfig` looks. */
export interface LoadConfigOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of options on the command line, by field name; they are stronger than all else. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /**
   * A configuration file that has to be there; default: `assay.yaml` in `folder`, if there is one.
   */
  readonly file?: string;
  /** The folder that file names are relative to; default: the working directory. */
  readonly folder?: string;
  /** Keys of other programs that may stand in the same file. */
  readonly otherKeys?: readonly string[];
}

/** One thing wrong with the configuration. */
export interface ConfigProblem {
  readonly field: string;
  /** Where it was given: `environment`, `assay.yaml`, `command line`. */
  readonly place: string;
  readonly problem: string;
}

/** A program's configuration. */
export interface LoadedConfig<Fields extends ConfigFields> {
  readonly values: ConfigOf<Fields>;
  /** Where each value comes from. */
  readonly sources: Readonly<Record<keyof Fields, ConfigSource>>;
  /** What a person should be told once, at the start: former names in use. */
  readonly notices: readonly string[];
}

/**
 * Reads the configuration: command line, then environment, then file, then defaults. An empty value
 * counts as none. Throws `BAD_CONFIG` with every problem at once: each value that does not fit, each
 * key of the file that nobody knows, and each folder that another one shares.
 */
export async function loadConfig<const Fields extends ConfigFields>(
  fields: Fields,
  options: LoadConfigOptions,
): Promise<LoadedConfig<Fields>> {
  const { env, flags = {}, folder = '.', otherKeys = [] } = options;
  const file = await readConfigFile(folder, options.file);
  const { given, notices } = collectGiven(fields, { flags, env, file });
  const schema = await configSchema(fields);
  const parsed = schema.safeParse(
    Object.fromEntries(Object.keys(fields).map((name) => [name, given.get(name)?.value])),
  );
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) =>
      valueProblem(fields, given, String(issue.path[0]), issue.message),
    ),
    ...unknownKeys(fields, file, otherKeys),
    ...(await foldersNotApart(fields, given)),
  ];
  if (problems.length > 0) {
    throw badConfig(problems);
  }
  const names = Object.keys(fields);
  const sourceOf = (name: string): ConfigSource =>
    given.get(name)?.source ?? (fields[name].default === undefined ? 'unset' : 'default');
  return {
    values: parsed.data as ConfigOf<Fields>,
    sources: Object.fromEntries(names.map((name) => [name, sourceOf(name)])) as Readonly<
      Record<keyof Fields, ConfigSource>
    >,
    notices,
  };
}

function valueProblem(
  fields: ConfigFields,
  given: ReadonlyMap<string, GivenValue>,
  field: string,
  expectation: string,
): ConfigProblem {
  const { name, place, value } = given.get(field) ?? { name: field, place: 'default', value: '' };
  const written = typeof value === 'string' ? withoutPassword(value) : value;
  const shown = fields[field].secret ? 'something else (not shown)' : JSON.stringify(written);
  return { field: name, place, problem: `${expectation}, was ${shown}` };
}

function unknownKeys(
  fields: ConfigFields,
  file: ConfigFile | undefined,
  otherKeys: readonly string[],
): ConfigProblem[] {
  const names = Object.entries(fields).flatMap(([name, { formerName }]) => [name, formerName]);
  const known = new Set([...names, ...otherKeys]);
  const unknown = [...(file?.values.keys() ?? [])].filter((key) => !known.has(key));
  return unknown.map((key) => {
    const meant = names.find((name) => name === key.toUpperCase().replaceAll('-', '_'));
    const hint = meant === undefined ? 'a name of the configuration page' : meant;
    return { field: key, place: file?.name ?? '', problem: `expected ${hint}, was unknown` };
  });
}

function badConfig(problems: readonly ConfigProblem[]): CommandFailure {
  const lines = problems.map(({ field, place, problem }) => `  ${field} (${place}): ${problem}`);
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new CommandFailure('BAD_CONFIG', [`the configuration has ${count}`, ...lines].join('\n'), {
    details: problems,
    next: 'correct the values named above; docs/configuration.md lists every name',
  });
}
