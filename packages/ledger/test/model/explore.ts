import type { LedgerEntry } from '@assay/schemas';
import { LedgerError } from '../../src/errors.js';
import type { Observation } from '../../src/protocol/action.js';
import { decide } from '../../src/protocol/decide.js';
import { begin } from '../../src/protocol/opening.js';
import type { Decision } from '../../src/protocol/steps.js';
import { changesOf, type Change } from './changes.js';
import { logOfOpenIntent, unstored, violation, violationForTheLog } from './invariants.js';
import { lakeKey, observationName, shortName, worldKey } from './names.js';
import { outcomesOf, type Faults } from './outcomes.js';
import { StateSet } from './state-set.js';
import { freshLog, intern, LOGS, type ModelWriter, type Outcome, type World } from './world.js';

/** More than the longest way of a writer that meets no faults. */
const MAX_STEPS = 200;

/** How often a last writer is started again after an end that may pass. */
const MAX_RESTARTS = 3;

/** The writers of the two slots build the same rows into different bytes. */
const ENCODERS = ['a', 'b'];

/** How large a world to explore. */
export interface Bounds extends Faults {
  /** Messages in each event log: one number for a world with one, two for a world with two. */
  readonly messages: readonly number[];
  /** Whether they come one after the other while the writers run; else all are there at the start. */
  readonly growing?: boolean;
  /** Writers started in all; at most two exist at a time, so the others are restarts. */
  readonly writers: number;
  /** What happens to the (only) event log, once, at any moment. */
  readonly change?: Change;
  /** Sequence at which the (only) log begins: it let go of those before. Default: 1. */
  readonly first?: number;
  /** Whether a rewind also leaves holes: single messages are deleted, new ones come behind holes. */
  readonly holes?: boolean;
  /** Whether writers that start from some moment on have another decoder. */
  readonly redecoding?: boolean;
  readonly decide?: typeof decide;
  /** How states are told apart: `shortName` unless told. */
  readonly nameOf?: (decision: Decision) => string;
}

/** What an exploration found. */
export interface Exploration {
  readonly states: number;
  /** Distinct lakes from which a writer without faults was let run to the end. */
  readonly lakes: number;
  /** How many of them have an epoch that goes on in a log that was stored before. */
  readonly returns: number;
  /** How many of them have an intent that takes the place of another, or an abort. */
  readonly salvages: number;
  /** States in which nothing can happen any more. */
  readonly ends: number;
  /**
   * The first violation, with the way there; undefined when there is none. It begins with its kind:
   * `lost`, `doubled`, `orphan`, `altered`; `refused` (a writer ends that should not) or `stuck` (ends again and
   * again).
   */
  readonly violation: string | undefined;
}

interface Visit {
  readonly world: World;
  readonly from: Visit | undefined;
  readonly what: string;
}

interface Move {
  readonly world: World;
  readonly what: string;
}

/**
 * Visits every state that two writers can reach: each step of either, in any order (a writer that does
 * not move for a while is a zombie), with each outcome, a crash before and after it, and restarts. With
 * two event logs, the operator starts every writer but the first on either: switching over, back again,
 * or running one writer on each.
 */
export function explore(bounds: Bounds): Exploration {
  return new Explorer(bounds).run();
}

class Explorer {
  private readonly bounds: Bounds;
  private readonly seen = new StateSet();
  private readonly lakes = new Set<string>();
  /** What was decided already: `decide` is pure, and the same question comes up in many states. */
  private readonly decided = new Map<string, Decision>();
  private readonly names = new WeakMap<Decision, string>();
  private ends = 0;
  private returns = 0;
  private salvages = 0;

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  run(): Exploration {
    const { messages, growing, first } = this.bounds;
    const world: World = {
      log: [],
      files: new Map(),
      slots: ENCODERS.map(() => undefined),
      started: 0,
      logs: messages.map((count, at) => freshLog(LOGS[at], growing === true ? 0 : count, first)),
      changes: 0,
      decoder: 0,
    };
    const stack: Visit[] = [{ world, from: undefined, what: 'nothing yet' }];
    this.seen.add(this.keyOf(world));
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      const problem = this.problemOf(visit.world);
      if (problem !== undefined) {
        return this.result(story(problem, visit));
      }
      const moves = this.movesOf(visit.world);
      this.ends += moves.length === 0 ? 1 : 0;
      for (const move of moves) {
        if (this.seen.add(this.keyOf(move.world))) {
          stack.push({ ...move, from: visit });
        }
      }
    }
    return this.result(undefined);
  }

  private result(violation: string | undefined): Exploration {
    const { ends, lakes, returns, salvages, seen } = this;
    return { states: seen.size, lakes: lakes.size, returns, salvages, ends, violation };
  }

  /** Most invariants are about the lake alone, so each lake is judged once. */
  private problemOf(world: World): string | undefined {
    for (const slot of world.slots) {
      if (slot !== undefined && isRefused(world, slot)) {
        return `refused: a writer ends with ${endOf(slot.decision)}`;
      }
      const unsafe = slot === undefined ? undefined : violationForTheLog(world, slot);
      if (unsafe !== undefined) {
        return unsafe;
      }
    }
    const key = lakeKey(world);
    if (this.lakes.has(key)) {
      return undefined;
    }
    this.lakes.add(key);
    this.returns += world.log.some(({ entry }) => isReturn(entry)) ? 1 : 0;
    this.salvages += world.log.some(({ entry }) => isSalvage(entry)) ? 1 : 0;
    return violation(world) ?? this.completionProblem(world);
  }

  /** Logs of this world. */
  private get logs(): readonly string[] {
    return LOGS.slice(0, this.bounds.messages.length);
  }

  private movesOf(world: World): Move[] {
    const moves = world.slots.flatMap((slot, index) =>
      slot === undefined ? this.startsOf(world, index) : this.stepsOf(world, index, slot),
    );
    const arrivals = this.logs.flatMap((log, at) => {
      const grown = this.grown(world, at, 1);
      return grown === world ? [] : [{ world: grown, what: `a message comes to ${log}` }];
    });
    const release = { ...world, decoder: 1 };
    const { redecoding, change } = this.bounds;
    const releases =
      redecoding === true && world.decoder === 0 && world.started > 0
        ? [{ world: release, what: 'the decoder changes' }]
        : [];
    const changes = change === undefined ? [] : changesOf(world, change, this.bounds);
    return [...moves, ...arrivals, ...releases, ...changes];
  }

  /** Up to so many messages more in one log, within its bounds. */
  private grown(world: World, at: number, more: number): World {
    const { growing, messages } = this.bounds;
    const content = world.logs[at];
    const { ids } = content;
    const count = Math.min(messages[at], ids.length + more) - ids.length;
    if (growing !== true || count <= 0) {
      return world;
    }
    const added = Array.from(
      { length: count },
      (_, index) => `${content.created}${ids.length + index + 1}${"'".repeat(world.changes)}`,
    );
    const logs = world.logs.with(at, { ...content, ids: [...ids, ...added] });
    return { ...world, logs };
  }

  /** Which of the logs is called A is of no account: the first writer is started on it. */
  private startsOf(world: World, index: number): Move[] {
    if (world.started >= this.bounds.writers) {
      return [];
    }
    const started = world.started + 1;
    return this.logs.slice(0, world.started === 0 ? 1 : undefined).map((log) => {
      const writer = newWriter(world, index, `w${started}`, log);
      return {
        world: { ...withSlot(world, index, writer), started },
        what: `slot ${index} starts on ${log}`,
      };
    });
  }

  private stepsOf(world: World, index: number, writer: ModelWriter): Move[] {
    const { kind } = writer.decision.action;
    const crash = { world: withSlot(world, index, undefined), what: `slot ${index} crashes` };
    const steps = outcomesOf(world, writer, this.bounds).map((outcome) => ({
      world: {
        ...withSlot(world, index, outcome.isGone === true ? undefined : this.next(writer, outcome)),
        ...outcome.world,
      },
      what: `slot ${index}: ${kind} → ${outcome.seen?.kind ?? 'one step'}`,
    }));
    return [...steps, crash];
  }

  /** The writer after it saw what came of its action. */
  private next(writer: ModelWriter, { world, seen, landed, ...outcome }: Outcome): ModelWriter {
    const { changes = writer.changes } = outcome;
    if (seen === undefined) {
      return { ...writer, changes, ...(landed === undefined ? {} : { landed }) };
    }
    const question = `${this.nameOf(writer.decision)} ${observationName(world, seen)}`;
    const decision = this.decided.get(question) ?? this.decide(writer.decision, seen);
    this.decided.set(question, decision);
    const { encoder, decoder, log } = writer;
    return { decision, encoder, decoder, log, changes };
  }

  /** A writer that finds the log broken ends there, and is a violation. */
  private decide({ memory }: Decision, seen: Observation): Decision {
    try {
      return (this.bounds.decide ?? decide)(memory, seen);
    } catch (error) {
      if (!(error instanceof LedgerError)) {
        throw error;
      }
      return { memory: { ...memory, step: { at: 'stopped' } }, action: { kind: 'stop', error } };
    }
  }

  /**
   * Why writers that meet no faults do not bring every message into the lake from here: one on each log,
   * in either order, but the log of an unfinished intent first.
   */
  private completionProblem(from: World): string | undefined {
    const begun = logOfOpenIntent(from.log);
    const orders = [this.logs, this.logs.toReversed()].slice(0, this.logs.length);
    for (const order of orders.filter(([first]) => begun === undefined || begun === first)) {
      let world = this.logs.reduce((grown, _, at) => this.grown(grown, at, Infinity), from);
      for (const log of order) {
        const last = this.complete(world, log);
        const unsafe = violation(last.world);
        const missing = unstored(last.world, log);
        if (unsafe !== undefined || missing.length > 0) {
          const kind = kindOfEnd(last.decision);
          const problem = unsafe ?? `${kind}: ${endOf(last.decision)}, without ${missing.join()}`;
          return `${problem} (after a last writer on ${log})`;
        }
        world = last.world;
      }
    }
    return undefined;
  }

  /**
   * Lets a new writer on `log` run until it has nothing more to do. One that ends for a reason that passes
   * is started again, as a supervisor does.
   */
  private complete(from: World, log: string): { world: World; decision: Decision } {
    let writer = newWriter(from, 1, `last${log}`, log);
    let world = from;
    let restarts = 0;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const { action } = writer.decision;
      if (action.kind === 'stop' && action.error.retryable && restarts < MAX_RESTARTS) {
        restarts += 1;
        writer = newWriter(world, 1, `last${log}${restarts}`, log);
      }
      // The longest batch on offer comes last.
      const outcome = outcomesOf(world, writer, { ...this.bounds, lostReplies: false }).at(-1);
      if (outcome === undefined) {
        break;
      }
      world = { ...world, ...outcome.world };
      writer = this.next(writer, outcome);
    }
    return { world, decision: writer.decision };
  }

  private keyOf(world: World): string {
    return worldKey(world, (decision) => this.nameOf(decision));
  }

  private nameOf(decision: Decision): string {
    const known = this.names.get(decision);
    if (known !== undefined) {
      return known;
    }
    const name = intern((this.bounds.nameOf ?? shortName)(decision));
    this.names.set(decision, name);
    return name;
  }
}

function newWriter(world: World, index: number, name: string, log: string): ModelWriter {
  const { decoder, changes } = world;
  const decision = begin('bronze', 'model', name);
  return { decision, log, encoder: ENCODERS[index], decoder, changes };
}

function withSlot(world: World, index: number, writer: ModelWriter | undefined): World {
  return { ...world, slots: world.slots.map((slot, at) => (at === index ? writer : slot)) };
}

/** Ends of a writer that are no fault: another writer has the shard, or its log became another one. */
const HONEST_ENDS: readonly string[] = ['FENCED', 'LINEAGE_CHANGED', 'LOG_CHANGED'];

/** A writer that ends for another reason, or says that its log changed where none did. */
function isRefused({ logs, changes }: World, { decision: { action } }: ModelWriter): boolean {
  if (action.kind !== 'stop') {
    return action.kind === 'refuse-batch';
  }
  const { code } = action.error;
  const hasChanged = changes > 0 || logs.length > 1;
  return !HONEST_ENDS.includes(code) || (code !== 'FENCED' && !hasChanged);
}

/** What it is that messages are missing after a last writer came to this end. */
function kindOfEnd({ action }: Decision): 'lost' | 'stuck' | 'refused' {
  if (action.kind !== 'stop') {
    return 'lost';
  }
  return action.error.retryable ? 'stuck' : 'refused';
}

function isReturn(entry: LedgerEntry): boolean {
  return entry.kind === 'epoch' && (entry.reason === 'returned' || entry.reason === 'rewound');
}

function isSalvage(entry: LedgerEntry): boolean {
  return entry.kind === 'abort' || (entry.kind === 'intent' && entry.replaces !== null);
}

function endOf({ action, memory }: Decision): string {
  return action.kind === 'stop' || action.kind === 'refuse-batch'
    ? action.error.message
    : `the writer is ${memory.step.at}`;
}

function story(problem: string, visit: Visit): string {
  const way: string[] = [];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) {
    way.unshift(at.what);
  }
  return `${problem}\n  ${way.join('\n  ')}`;
}
