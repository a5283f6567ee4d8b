import type { BuiltBatch, SourceState } from '../../src/batch.js';
import type { Observation } from '../../src/protocol/action.js';
import type { Agreement } from '../../src/protocol/agreement.js';
import type { Decision } from '../../src/protocol/steps.js';
import { entryDigest, intern, textOf } from './world.js';
import type { Landing, ModelWriter, World } from './world.js';

/**
 * Identifies a world: equal worlds have equal names, different ones different names. The last entry's
 * digest stands for the whole chain.
 */
export function worldName({ log, files, logs, changes, decoder }: World): string {
  const names = fileNames.get(files) ?? intern(fileList(files));
  fileNames.set(files, names);
  const contents = contentNames.get(logs) ?? intern(textOf(logs));
  contentNames.set(logs, contents);
  return `${log.at(-1)?.sha256 ?? ''}|${names}|${contents}|${changes}${decoder}`;
}

/**
 * What sets a writer's decision apart, in little text: the head's digest stands for all it has read. That
 * nothing is lost by this is tested against `fullName`.
 */
export function shortName({ memory, action }: Decision): string {
  const { writer, ledger, step, source, agreement, isOpen } = memory;
  const entry = 'entry' in step ? entryDigest(step.entry) : '';
  const batch = 'batch' in step && step.batch !== undefined ? nameOfBatch(step.batch) : '';
  const stored = 'stored' in step ? step.stored.map((file) => file.sha256).join() : '';
  const kept =
    'kept' in step
      ? `${step.kept.adopted.map((file) => file.sha256).join()}/${step.kept.closed.join()}`
      : '';
  const head = `${ledger.head}.${ledger.headSha256}.${ledger.committedTo}`;
  const committed = action.kind === 'await-batch' ? action.committed?.number : '';
  const error = 'error' in action ? action.error.code : 'then' in step ? thenOf(step.then) : '';
  const keys = 'keys' in action ? action.keys.join() : '';
  const asked = `${action.kind}.${committed}.${error}.${keys}`;
  const observed =
    source === undefined ? '' : `${nameOfSource(source)}${nameOfAgreement(agreement)}`;
  return `${writer} ${head} ${observed}${isOpen} ${step.at} ${asked} ${entry} ${batch} ${stored} ${kept}`;
}

/** Everything of a decision. */
export function fullName(decision: Decision): string {
  return textOf(decision);
}

/** What sets an observation apart. The log's end is enough for what was read from it. */
export function observationName({ log }: Pick<World, 'log'>, seen: Observation): string {
  switch (seen.kind) {
    case 'entries':
      return `entries ${log.at(-1)?.sha256}`;
    case 'source':
      return `source ${nameOfSource(seen.source)}${nameOfAgreement(seen.agreement)}`;
    case 'created':
      return `created ${seen.sha256}`;
    case 'exists':
    case 'undecided':
      return seen.kind;
    case 'entry':
      return `entry ${seen.found?.sha256} ${seen.own}`;
    case 'published':
    case 'closed':
      return `${seen.kind} ${seen.results.join()}`;
    case 'files':
    case 'examined':
      return `${seen.kind} ${seen.found.map((found) => found?.sha256 ?? 'none').join()}`;
    case 'batch':
      return `batch ${nameOfBatch(seen.batch)}`;
  }
}

const fileNames = new WeakMap<World['files'], string>();
const contentNames = new WeakMap<World['logs'], string>();
const batchNames = new WeakMap<BuiltBatch, string>();

function fileList(files: World['files']): string {
  return [...files]
    .map(([key, { sha256 }]) => `${key}=${sha256}`)
    .sort()
    .join();
}

/** What sets a writer apart beside its decision. */
export function nameOfWriter({ encoder, decoder, log, changes, landed }: ModelWriter): string {
  const names = [...(landed ?? new Map<number, Landing>())].map(
    ([place, landing]) => `${place}${nameOfLanding(landing)}`,
  );
  return `${encoder}${decoder}${log}${changes}${names.sort().join()}`;
}

function nameOfLanding(landing: Landing): string {
  if ('created' in landing) {
    return landing.created;
  }
  return ('found' in landing ? landing.found?.sha256 : landing.examined?.sha256) ?? 'none';
}

function nameOfSource({ created, firstSequence, lastSequence }: SourceState): string {
  return `${created}${firstSequence}-${lastSequence}`;
}

function nameOfAgreement(agreement: Agreement | undefined): string {
  return agreement === undefined
    ? ''
    : `@${agreement.epoch}.${agreement.to}.${agreement.last?.sha256}.${agreement.isWhole}${agreement.isCurrent}`;
}

function thenOf(then: unknown): string {
  return then instanceof Error && 'code' in then ? String(then.code) : String(then);
}

function nameOfBatch(batch: BuiltBatch): string {
  const known = batchNames.get(batch);
  if (known !== undefined) {
    return known;
  }
  const name = intern(textOf(batch));
  batchNames.set(batch, name);
  return name;
}
