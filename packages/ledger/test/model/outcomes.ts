import type { StagedFile } from '../../src/batch.js';
import type { Action, CreateResult, FoundFile, Observation } from '../../src/protocol/action.js';
import { storedTo } from './invariants.js';
import {
  buildBatch,
  entryDigest,
  messagesOf,
  modelFile,
  sourceState,
  type Held,
  type Landing,
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
      return filesOf(writer, action.files, (file) => publishings(world, file, faults));
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
    case 'inspect':
      return filesOf(writer, action.files, ({ file }) => [
        { world: { log, files }, landing: { found: lookFor(world, file.key) } },
      ]);
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
  return createResults({ log, files }, after, faults).map(({ world, landing }) => ({
    world,
    seen: landing === 'created' ? { kind: landing, sha256 } : { kind: landing },
  }));
}

/** What may come of one file. */
interface FileOutcome<Kind extends Landing = Landing> {
  readonly world: Outcome['world'];
  readonly landing: Kind;
}

/** Files land one by one, in any order, and between them anything may happen. */
function filesOf<File>(
  writer: ModelWriter,
  files: readonly File[],
  outcomes: (file: File) => readonly FileOutcome[],
): readonly Outcome[] {
  const landed = writer.landed ?? new Map<number, Landing>();
  return files.flatMap((file, place) =>
    landed.has(place)
      ? []
      : outcomes(file).map(({ world, landing }) => {
          const now = new Map(landed).set(place, landing);
          return now.size < files.length
            ? { world, seen: undefined, landed: now }
            : { world, seen: allLanded(files.map((_, at) => now.get(at))) };
        }),
  );
}

function allLanded(landings: readonly (Landing | undefined)[]): Observation {
  const results = landings.filter((landing) => typeof landing === 'string');
  return results.length > 0
    ? { kind: 'published', results }
    : {
        kind: 'files',
        found: landings.map((each) => (typeof each === 'object' ? each.found : undefined)),
      };
}

function lookFor({ files }: World, key: string): FoundFile | undefined {
  const stored = files.get(key);
  if (stored === undefined) {
    return undefined;
  }
  const { sha256, positions } = stored;
  const content = { rows: positions.length, positionDigest: positions.join(',') };
  return { bytes: positions.length, sha256, content };
}

function publishings({ log, files }: World, file: StagedFile, faults: Faults) {
  const after = files.has(file.key)
    ? undefined
    : { log, files: new Map([...files, [file.key, modelFile(file)]]) };
  return createResults({ log, files }, after, faults);
}

/** @param after the world in which the create took effect; undefined when the name is taken */
function createResults(
  before: Outcome['world'],
  after: Outcome['world'] | undefined,
  { lostReplies }: Faults,
): readonly FileOutcome<CreateResult>[] {
  const reply: FileOutcome<CreateResult> =
    after === undefined
      ? { world: before, landing: 'exists' }
      : { world: after, landing: 'created' };
  if (!lostReplies) {
    return [reply];
  }
  const lost: FileOutcome<CreateResult>[] = [{ world: before, landing: 'undecided' }];
  if (after !== undefined) {
    lost.push({ world: after, landing: 'undecided' });
  }
  return [reply, ...lost];
}
