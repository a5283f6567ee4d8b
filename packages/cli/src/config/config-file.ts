import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandFailure } from '../errors.js';

/** What an `assay.yaml` says. */
export interface ConfigFile {
  /** As messages name it. */
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/** The file every program looks for in the folder it is started in. */
const CONFIG_FILE = 'assay.yaml';

const EXAMPLE =
  'a line is a name of docs/configuration.md and its value, such as "HTTP_PORT: 8080"';

/**
 * Reads a configuration file. A file that was named has to be there; without a name, `assay.yaml`
 * in `folder` is read where there is one. The YAML reader is loaded only when there is something to
 * read.
 */
export async function readConfigFile(
  folder: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  const name = named ?? CONFIG_FILE;
  let content: string;
  try {
    content = await readFile(resolve(folder, name), 'utf8');
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (absent && named === undefined) {
      return undefined;
    }
    throw new CommandFailure('BAD_CONFIG', `${name}: expected a readable file`, {
      next: absent
        ? 'correct the path of --config, or leave the option out to read assay.yaml where there is one'
        : 'see that it is a file that this user may read, or leave it out: every variable has a default',
      cause,
    });
  }
  return { name, values: await parseConfig(name, content) };
}

async function parseConfig(name: string, content: string): Promise<ReadonlyMap<string, unknown>> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(content);
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => error.message.split('\n')[0].trim());
    const message = `${name}: expected YAML, was not: ${problems.join('; ')}`;
    throw new CommandFailure('BAD_CONFIG', message, {
      next: `correct the lines named; ${EXAMPLE}`,
    });
  }
  const value: unknown = document.toJS();
  if (value === null || value === undefined) {
    return new Map();
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    const message = `${name}: expected "NAME: value" lines, was something else`;
    throw new CommandFailure('BAD_CONFIG', message, { next: `write it so: ${EXAMPLE}` });
  }
  return new Map(Object.entries(value));
}
