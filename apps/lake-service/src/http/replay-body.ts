import { CommandFailure } from '@assay/cli';
import {
  assertSubject,
  letterFilter,
  letterIds,
  type LetterOptions,
} from '../commands/dead-letters/letter-options.js';
import type { WantedReplay } from '../replay/replays.js';

/** What a client may say: the options of `dead-letters replay`, by their names there, and ids. */
const TEXTS = ['shard', 'reason', 'dataset', 'date', 'since', 'subject'] as const;
const FLAGS = ['evenIfRefused', 'dryRun'] as const;

/**
 * Reads the body of `POST /dead-letters/replay`. Throws a `CommandFailure` for what it does not
 * know.
 */
export function parseReplayBody(text: string): WantedReplay {
  const body = objectOf(text);
  const known: readonly string[] = [...TEXTS, ...FLAGS, 'ids'];
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw bad(`expected ${known.join(', ')}, was ${unknown.join(', ')}`);
  }
  for (const [names, type] of [[TEXTS, 'string'] as const, [FLAGS, 'boolean'] as const]) {
    for (const name of names) {
      if (body[name] !== undefined && typeof body[name] !== type) {
        throw bad(`${name}: expected a ${type}, was ${JSON.stringify(body[name])}`);
      }
    }
  }
  const {
    ids = [],
    subject,
    evenIfRefused,
    dryRun,
    ...filter
  } = body as LetterOptions & {
    readonly ids?: unknown;
  };
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) {
    throw bad(`ids: expected an array of strings, was ${JSON.stringify(ids)}`);
  }
  assertSubject(subject);
  return {
    filter: letterFilter(filter),
    ...(ids.length === 0 ? {} : { ids: letterIds(ids as string[]) }),
    ...(subject === undefined ? {} : { subject }),
    evenIfRefused: evenIfRefused === true,
    dryRun: dryRun === true,
  };
}

function objectOf(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text === '' ? '{}' : text);
  } catch (cause) {
    throw bad('expected a JSON object, was something else', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad(`expected a JSON object, was ${JSON.stringify(value)}`);
  }
  return value as Record<string, unknown>;
}

function bad(words: string, cause?: unknown): CommandFailure {
  return new CommandFailure('BAD_INPUT', words, { cause });
}
