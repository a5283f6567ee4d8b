import type { LedgerEntry } from '@assay/schemas';
import { LedgerError } from '../../src/errors.js';
import type { Observation } from '../../src/protocol/action.js';
import { decide } from '../../src/protocol/decide.js';
import { begin } from '../../src/protocol/opening.js';
import type { Decision } from '../../src/protocol/steps.js';
import { logOfOpenIntent, storedTo, violation, violationForTheLog } from './invariants.js';
import { outcomesOf, type Faults } from './outcomes.js';
import { StateSet } from './state-set.js';
import {
  intern,
  lakeKey,
  LOGS,
  messagesOf,
  observationName,
  shortName,
  worldKey,
  type ModelWriter,
  type Outcome,
  type World,
} from './world.js';

/** More than the longest way of a writer that meets no faults. */
const MAX_STEPS = 200;

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
  readonly decide?: typeof decide;
  /** How states are told apart: `shortName` unless told. */
  readonly nameOf?: (decision: Decision) => string;
}

/** What an exploration found. */
export interface Exploration {
  readonly states: number;
  /** Distinct lakes from which a writer without faults was let run to the end. */
  readonly lakes: number;
  /** How many of them have an epoch in which a log that was left has returned. */
  readonly returns: number;
  /** States in which nothing can happen any more. */
  readonly ends: number;
  /** The first violation, with the way there; undefined when there is none. */
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

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  run(): Exploration {
    const { messages, growing } = this.bounds;
    const world: World = {
      log: [],
      files: new Map(),
      slots: ENCODERS.map(() => undefined),
      started: 0,
      messages: growing === true ? messages.map(() => 0) : messages,
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
    const { ends, lakes, returns, seen } = this;
    return { states: seen.size, lakes: lakes.size, returns, ends, violation };
  }

  /** Most invariants are about the lake alone, so each lake is judged once. */
  private problemOf(world: World): string | undefined {
    for (const slot of world.slots) {
      if (slot !== undefined && isRefused(world, slot)) {
        return `a writer is refused: ${endOf(slot.decision)}`;
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
      const messages = world.messages.with(at, world.messages[at] + 1);
      return messages[at] > this.bounds.messages[at]
        ? []
        : [{ world: { ...world, messages }, what: `message ${messages[at]} comes to ${log}` }];
    });
    return [...moves, ...arrivals];
  }

  /** Which of the logs is called A is of no account: the first writer is started on it. */
  private startsOf(world: World, index: number): Move[] {
    if (world.started >= this.bounds.writers) {
      return [];
    }
    const started = world.started + 1;
    return this.logs.slice(0, world.started === 0 ? 1 : undefined).map((log) => {
      const writer = newWriter(index, `w${started}`, log);
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
      world: { ...withSlot(world, index, this.next(writer, outcome)), ...outcome.world },
      what: `slot ${index}: ${kind} → ${outcome.seen?.kind ?? 'one file'}`,
    }));
    return [...steps, crash];
  }

  /** The writer after it saw what came of its action. */
  private next(writer: ModelWriter, { world, seen, landed }: Outcome): ModelWriter {
    if (seen === undefined) {
      return { ...writer, landed };
    }
    const question = `${this.nameOf(writer.decision)} ${observationName(world, seen)}`;
    const decision = this.decided.get(question) ?? this.decide(writer.decision, seen);
    this.decided.set(question, decision);
    const { encoder, log } = writer;
    return { decision, encoder, log };
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
      let world: World = { ...from, messages: this.bounds.messages };
      for (const log of order) {
        const last = this.complete(world, log);
        const stored = storedTo(last.world.log, log);
        const unsafe = violation(last.world);
        if (unsafe !== undefined || stored !== messagesOf(world, log)) {
          return `a last writer on ${log} commits ${stored}: ${unsafe ?? endOf(last.decision)}`;
        }
        world = last.world;
      }
    }
    return undefined;
  }

  /** Lets a new writer on `log` run until it has nothing more to do. */
  private complete(from: World, log: string): { world: World; decision: Decision } {
    let writer = newWriter(1, `last${log}`, log);
    let world = from;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
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

function newWriter(index: number, name: string, log: string): ModelWriter {
  return { decision: begin('bronze', 'model', name), log, encoder: ENCODERS[index] };
}

function withSlot(world: World, index: number, writer: ModelWriter | undefined): World {
  return { ...world, slots: world.slots.map((slot, at) => (at === index ? writer : slot)) };
}

/**
 * In this world nothing is wrong but crashes, lost replies and switches: a writer ends as fenced, or
 * because it read of an unfinished intent that only the other log can finish.
 */
function isRefused({ log }: World, { decision, log: ownLog }: ModelWriter): boolean {
  const { action, memory } = decision;
  if (action.kind === 'stop' && action.error.code === 'LOG_CHANGED') {
    const open = logOfOpenIntent(log.slice(0, memory.ledger.head));
    return open === undefined || open === ownLog;
  }
  return (
    action.kind === 'refuse-batch' || (action.kind === 'stop' && action.error.code !== 'FENCED')
  );
}

function isReturn(entry: LedgerEntry): boolean {
  return entry.kind === 'epoch' && entry.reason === 'returned';
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
