import { LedgerError } from '../../src/errors.js';
import type { Observation } from '../../src/protocol/action.js';
import { decide } from '../../src/protocol/decide.js';
import { begin } from '../../src/protocol/opening.js';
import type { Decision } from '../../src/protocol/steps.js';
import { violation } from './invariants.js';
import { outcomesOf, type Faults } from './outcomes.js';
import { StateSet } from './state-set.js';
import {
  intern,
  lakeKey,
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
  /** Messages in the event log. */
  readonly messages: number;
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
 * not move for a while is a zombie), with each outcome, a crash before and after it, and restarts.
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
      messages: growing === true ? 0 : messages,
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
    return { states: this.seen.size, lakes: this.lakes.size, ends: this.ends, violation };
  }

  /** Most invariants are about the lake alone, so each lake is judged once. */
  private problemOf(world: World): string | undefined {
    const refused = world.slots.find((slot) => slot !== undefined && isRefused(slot.decision));
    if (refused !== undefined) {
      return `a writer is refused: ${endOf(refused.decision)}`;
    }
    const key = lakeKey(world);
    if (this.lakes.has(key)) {
      return undefined;
    }
    this.lakes.add(key);
    return violation(world) ?? this.completionProblem(world);
  }

  private movesOf(world: World): Move[] {
    const moves = world.slots.flatMap((slot, index) =>
      slot === undefined ? this.startOf(world, index) : this.stepsOf(world, index, slot),
    );
    const messages = world.messages + 1;
    return messages > this.bounds.messages
      ? moves
      : [...moves, { world: { ...world, messages }, what: `message ${messages} comes` }];
  }

  private startOf(world: World, index: number): Move[] {
    if (world.started >= this.bounds.writers) {
      return [];
    }
    const started = world.started + 1;
    const writer = newWriter(index, `w${started}`);
    return [
      { world: { ...withSlot(world, index, writer), started }, what: `slot ${index} starts` },
    ];
  }

  private stepsOf(world: World, index: number, writer: ModelWriter): Move[] {
    const { kind } = writer.decision.action;
    const crash = { world: withSlot(world, index, undefined), what: `slot ${index} crashes` };
    const steps = outcomesOf(world, writer, this.bounds).map((outcome) => ({
      world: { ...withSlot(world, index, this.next(writer, outcome)), ...outcome.world },
      what: `slot ${index}: ${kind} → ${outcome.seen.kind}`,
    }));
    return [...steps, crash];
  }

  /** The writer after it saw what came of its action. */
  private next(writer: ModelWriter, { world, seen }: Outcome): ModelWriter {
    const question = `${this.nameOf(writer.decision)} ${observationName(world, seen)}`;
    const decision = this.decided.get(question) ?? this.decide(writer.decision, seen);
    this.decided.set(question, decision);
    return { ...writer, decision };
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

  /** Why a new writer that meets no faults does not bring every message into the lake from here. */
  private completionProblem(from: World): string | undefined {
    const { messages } = this.bounds;
    let writer = newWriter(1, 'last');
    let world: World = { ...from, slots: [], messages };
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      // The longest batch on offer comes last.
      const outcome = outcomesOf(world, writer, { lostReplies: false }).at(-1);
      if (outcome === undefined) {
        break;
      }
      world = { ...world, ...outcome.world };
      writer = this.next(writer, outcome);
    }
    const { committedTo } = writer.decision.memory.ledger;
    const unsafe = violation(world);
    return unsafe === undefined && committedTo === BigInt(messages)
      ? undefined
      : `a last writer commits ${committedTo} of ${messages}: ${unsafe ?? endOf(writer.decision)}`;
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

function newWriter(index: number, name: string): ModelWriter {
  return { decision: begin('bronze', 'model', name), encoder: ENCODERS[index] };
}

function withSlot(world: World, index: number, writer: ModelWriter | undefined): World {
  return { ...world, slots: world.slots.map((slot, at) => (at === index ? writer : slot)) };
}

/** In this world nothing is wrong but crashes and lost replies: a writer ends as fenced, or never. */
function isRefused({ action }: Decision): boolean {
  return (
    action.kind === 'refuse-batch' || (action.kind === 'stop' && action.error.code !== 'FENCED')
  );
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
