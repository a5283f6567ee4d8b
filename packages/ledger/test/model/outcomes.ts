import type { Action, Observation } from '../../src/protocol/action.js';
import { storedTo } from './invariants.js';
import {
  buildBatch,
  entryDigest,
  messagesOf,
  modelFile,
  sourceState,
  type Held,
  type ModelWriter,
  type Outcome,
  type World,
} from './world.js';

/** What the exploration may do to the writers. */
export interface Faults {
  /** Creates whose reply is lost, whether or not they took effect. */
  readonly lostReplies: boolean;
  /** Whether event logs let go of what is stored, at once; else they keep everything. */
  readonly releasing?: boolean;
}

/**
 * Everything that may come of a writer's next action. One outcome where nothing is left to chance; none
 * where the writer has nothing more to do.
 */
export function outcomesOf(world: World, writer: ModelWriter, faults: Faults): readonly Outcome[] {
  const { action } = writer.decision;
  const { log, files } = world;
  const held: Held = {
    first: faults.releasing === true ? storedTo(log, writer.log) + 1 : 1,
    last: messagesOf(world, writer.log),
  };
  const same = (seen: Observation): Outcome => ({ world: { log, files }, seen });
  switch (action.kind) {
    case 'read-entries':
      return [same({ kind: 'entries', entries: log.slice(action.after) })];
    case 'observe-source':
      return [same({ kind: 'source', source: sourceState(writer.log, held) })];
    case 'create-entry':
      return createEntry(world, action, faults);
    case 'publish':
      return publish(world, action, faults);
    case 'read-entry': {
      const found = log.at(action.number - 1);
      const own =
        found !== undefined && action.own !== undefined && found.sha256 === entryDigest(action.own);
      return [same({ kind: 'entry', found, own })];
    }
    case 'rebuild': {
      const { from, to, epoch } = action.unfinished;
      const { log: source, encoder } = writer;
      const plan = { log: source, epoch, encoder, recovery: true, first: held.first };
      const batch = buildBatch(Number(from), Number(to), plan);
      return [same({ kind: 'batch', batch })];
    }
    case 'inspect': {
      const found = files.get(action.file.key);
      if (found === undefined) {
        return [same({ kind: 'file', found })];
      }
      const { sha256, positions } = found;
      const content = { rows: positions.length, positionDigest: positions.join(',') };
      return [same({ kind: 'file', found: { bytes: positions.length, sha256, content } })];
    }
    case 'await-batch':
    case 'refuse-batch':
      return nextBatches(writer, held).map(same);
    case 'stop':
      return [];
  }
}

/** A batch may end anywhere after a message: a successor need not choose its predecessor's bounds. */
function nextBatches(writer: ModelWriter, { first, last }: Held): Observation[] {
  const { committedTo, epoch } = writer.decision.memory.ledger;
  const { log, encoder } = writer;
  const plan = { log, epoch: epoch?.epoch ?? 0, encoder, recovery: false, first };
  const from = Number(committedTo) + 1;
  const seen: Observation[] = [];
  for (let to = Math.max(from, first); to <= last; to += 1) {
    seen.push({ kind: 'batch', batch: buildBatch(from, to, plan) });
  }
  return seen;
}

function createEntry(
  { log, files }: World,
  { entry }: Extract<Action, { readonly kind: 'create-entry' }>,
  faults: Faults,
): readonly Outcome[] {
  // A writer that is told of a hole would leave one: the store allows any number.
  if (entry.number > log.length + 1) {
    throw new Error(`expected entry ${log.length + 1} at most, was ${entry.number}`);
  }
  const sha256 = entryDigest(entry);
  const after =
    entry.number <= log.length ? undefined : { log: [...log, { entry, sha256 }], files };
  return outcomesOfCreate({ log, files }, after, sha256, faults);
}

function publish(
  { log, files }: World,
  { file }: Extract<Action, { readonly kind: 'publish' }>,
  faults: Faults,
): readonly Outcome[] {
  const after = files.has(file.key)
    ? undefined
    : { log, files: new Map([...files, [file.key, modelFile(file)]]) };
  return outcomesOfCreate({ log, files }, after, file.sha256, faults);
}

/** @param after the world in which the create took effect; undefined when the name is taken */
function outcomesOfCreate(
  before: Outcome['world'],
  after: Outcome['world'] | undefined,
  sha256: string,
  { lostReplies }: Faults,
): readonly Outcome[] {
  const reply: Outcome =
    after === undefined
      ? { world: before, seen: { kind: 'exists' } }
      : { world: after, seen: { kind: 'created', sha256 } };
  if (!lostReplies) {
    return [reply];
  }
  const lost: Outcome[] = [{ world: before, seen: { kind: 'undecided' } }];
  if (after !== undefined) {
    lost.push({ world: after, seen: { kind: 'undecided' } });
  }
  return [reply, ...lost];
}
