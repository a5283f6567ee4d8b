import type { StagedFile } from '../../src/batch.js';
import type { Action, CreateResult, Observation } from '../../src/protocol/action.js';
import { findAgreement, type Agreement } from '../../src/protocol/agreement.js';
import { judgeLineage } from '../../src/protocol/lineage.js';
import type { Answer, Question } from '../../src/protocol/search.js';
import type { LedgerState } from '../../src/state/ledger-state.js';
import { storedIds } from './invariants.js';
import {
  buildBatch,
  checkOf,
  CLOSED_FILE,
  contentOf,
  entryDigest,
  examined,
  markOfId,
  modelFile,
  range,
  sourceState,
  type Landing,
  type LogContent,
  type ModelFile,
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
  const held = heldBy(world, writer.log, faults);
  const same = (seen: Observation): Outcome => ({ world: { log, files }, seen });
  switch (action.kind) {
    case 'read-entries':
      return [same({ kind: 'entries', entries: log.slice(action.after) })];
    case 'observe-source': {
      const agreement = agreementOf(world, action.ledger, held);
      const seen = { kind: 'source', source: sourceState(held), agreement } as const;
      return [{ ...same(seen), changes: world.changes }];
    }
    case 'create-entry':
      return createEntry(world, action, faults);
    case 'publish':
      return filesOf(writer, action.files, (file) => publishings(world, file, faults));
    case 'close':
      return filesOf(writer, action.keys, (key) => creations(world, key, CLOSED_FILE, faults)).map(
        closedNotPublished,
      );
    case 'read-entry': {
      const found = log.at(action.number - 1);
      const own =
        found !== undefined && action.own !== undefined && found.sha256 === entryDigest(action.own);
      return [same({ kind: 'entry', found, own })];
    }
    case 'rebuild':
      return rebuild(writer, action, held).map(same);
    case 'inspect':
      return filesOf(writer, action.files, ({ file }) => [
        { world: { log, files }, landing: { found: lookAt(files.get(file.key)) } },
      ]);
    case 'examine':
      return action.keys.length === 0
        ? [same({ kind: 'examined', found: [] })]
        : filesOf(writer, action.keys, (key) => [
            { world: { log, files }, landing: { examined: lookAt(files.get(key)) } },
          ]);
    case 'await-batch':
    case 'refuse-batch':
      return world.changes === writer.changes
        ? nextBatches(writer, held).map(same)
        : readerFindsOut(world, writer, held);
    case 'stop':
      return [];
  }
}

/** What the event log lets a writer have: with `releasing`, nothing that is stored. */
function heldBy(world: World, log: string, { releasing }: Faults): LogContent {
  const content = contentOf(world, log);
  if (releasing !== true) {
    return content;
  }
  const stored = storedIds(world.log, world.files);
  const left = content.ids.findIndex((id) => !stored.has(id));
  const first = (left === -1 ? content.ids.length : left) + 1;
  return { ...content, first: Math.max(first, content.first) };
}

/** The real search, answered from the world. */
function agreementOf(
  { log }: World,
  ledger: LedgerState,
  content: LogContent,
): Agreement | undefined {
  const search = findAgreement(ledger, sourceState(content));
  const answer = (question: Question): Answer => {
    switch (question.ask) {
      case 'mark':
        return { mark: idAt(content, question.sequence, markOfId) };
      case 'checks': {
        const sequences = range(Number(question.from), Number(question.to)).map(BigInt);
        return {
          checks: sequences.flatMap((sequence) => {
            const check = idAt(content, sequence, checkOf);
            return check === undefined ? [] : [{ sequence, check }];
          }),
        };
      }
      case 'entry':
        return { entry: log[question.number - 1].entry };
    }
  };
  let step = search.next();
  while (step.done !== true) {
    step = search.next(answer(step.value));
  }
  return step.value;
}

function idAt<Seen>(
  { first, ids }: LogContent,
  sequence: bigint,
  see: (id: string) => Seen,
): Seen | undefined {
  const id = ids.at(Number(sequence) - 1);
  return sequence < BigInt(Math.max(first, 1)) || !id ? undefined : see(id);
}

/**
 * A reader whose log became another one ends, or goes on where the log still holds what is stored. That is
 * the event log's promise (`read` with `after`) and the session's (`checkLineage`).
 */
function readerFindsOut(world: World, writer: ModelWriter, held: LogContent): Outcome[] {
  const { ledger } = writer.decision.memory;
  const { log, files, changes } = world;
  const lineage = judgeLineage(ledger, sourceState(held), agreementOf(world, ledger, held));
  const isGone = lineage.verdict === 'new';
  return [{ world: { log, files }, seen: undefined, isGone, changes }];
}

/** Reading is bound to the incarnation of the epoch: of another one nothing is read. */
function rebuild(
  { encoder, decoder, decision }: ModelWriter,
  { unfinished }: Extract<Action, { readonly kind: 'rebuild' }>,
  content: LogContent,
): Observation[] {
  const { from, to } = unfinished;
  if (decision.memory.ledger.epoch?.created !== content.created && to >= from) {
    return [];
  }
  const plan = { ...unfinished, content, encoder, decoder, recovery: true };
  const end = Math.min(Number(to), content.ids.length);
  return [
    { kind: 'batch', batch: buildBatch(Number(from), Math.max(end, Number(from) - 1), plan) },
  ];
}

/** A batch may end anywhere after a message: a successor need not choose its predecessor's bounds. */
function nextBatches(
  { decision, encoder, decoder }: ModelWriter,
  content: LogContent,
): Observation[] {
  const { committedTo, epoch } = decision.memory.ledger;
  const plan = { content, epoch: epoch?.epoch ?? 0, encoder, decoder, recovery: false };
  const from = Number(committedTo) + 1;
  return range(Math.max(from, content.first), content.ids.length)
    .filter((to) => content.ids[to - 1] !== '')
    .map((to) => ({ kind: 'batch', batch: buildBatch(from, to, plan) }));
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
    seen: landing.created === 'created' ? { kind: 'created', sha256 } : { kind: landing.created },
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
            : { world, seen: allLanded(files.flatMap((_, at) => now.get(at) ?? [])) };
        }),
  );
}

function allLanded(landings: readonly Landing[]): Observation {
  const results = landings.flatMap((each) => ('created' in each ? [each.created] : []));
  if (results.length > 0) {
    return { kind: 'published', results };
  }
  return landings.some((each) => 'examined' in each)
    ? {
        kind: 'examined',
        found: landings.map((each) => ('examined' in each ? each.examined : undefined)),
      }
    : { kind: 'files', found: landings.map((each) => ('found' in each ? each.found : undefined)) };
}

function closedNotPublished(outcome: Outcome): Outcome {
  const { seen } = outcome;
  return seen?.kind === 'published'
    ? { ...outcome, seen: { kind: 'closed', results: seen.results } }
    : outcome;
}

function lookAt(file: ModelFile | undefined) {
  return file === undefined ? undefined : examined(file);
}

function publishings(world: World, file: StagedFile, faults: Faults) {
  return creations(world, file.key, modelFile(file), faults);
}

function creations({ log, files }: World, key: string, file: ModelFile, faults: Faults) {
  const after = files.has(key) ? undefined : { log, files: new Map([...files, [key, file]]) };
  return createResults({ log, files }, after, faults);
}

/** @param after the world in which the create took effect; undefined when the name is taken */
function createResults(
  before: Outcome['world'],
  after: Outcome['world'] | undefined,
  { lostReplies }: Faults,
): readonly FileOutcome<{ readonly created: CreateResult }>[] {
  const reply: FileOutcome<{ readonly created: CreateResult }> =
    after === undefined
      ? { world: before, landing: { created: 'exists' } }
      : { world: after, landing: { created: 'created' } };
  if (!lostReplies) {
    return [reply];
  }
  const undecided = { created: 'undecided' } as const;
  const lost = [{ world: before, landing: undecided }];
  return after === undefined
    ? [reply, ...lost]
    : [reply, ...lost, { world: after, landing: undecided }];
}
