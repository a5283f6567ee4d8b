import { LedgerError } from '../../src/errors.js';
import type { Observation } from '../../src/protocol/action.js';
import { decide } from '../../src/protocol/decide.js';
import { begin } from '../../src/protocol/opening.js';
import type { Decision } from '../../src/protocol/steps.js';
import { changesOf, type Change } from './changes.js';
import { endOf, isRefused, isReturn, isSalvage, kindOfEnd } from './ends.js';
import { logOfOpenIntent, unstored, violation, violationForTheLog } from './invariants.js';
import { nameOfWriter, observationName, shortName, worldName } from './names.js';
import { Numbered, pairOf, remembered } from './numbered.js';
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

/** One state: what is shared and what is in the two slots, by numbers; 0 is an empty slot. */
interface State {
  readonly world: number;
  readonly slots: readonly [number, number];
  /** Writers started so far. */
  readonly started: number;
}

interface Visit extends State {
  readonly from: Visit | undefined;
  readonly what: string;
}

/** What may come of the next step of one writer, whatever the other one does. */
interface Step {
  readonly world: number;
  readonly writer: number;
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

/**
 * A writer's step depends on what is shared and on that writer alone, so it is worked out once for each
 * pair of them: far more states than pairs differ only in what the other writer is about to do.
 */
class Explorer {
  private readonly bounds: Bounds;
  private readonly seen = new StateSet();
  private readonly worlds = new Numbered<World>();
  private readonly writers = new Numbered<ModelWriter>();
  private readonly judged = new Set<number>();
  private readonly problems = new Map<number, string | undefined>();
  private readonly steps = new Map<number, readonly Step[]>();
  private readonly starts = new Map<string, readonly Step[]>();
  private readonly events = new Map<number, readonly Step[]>();
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
    const world = this.numberOfWorld({
      log: [],
      files: new Map(),
      logs: messages.map((count, at) => freshLog(LOGS[at], growing === true ? 0 : count, first)),
      changes: 0,
      decoder: 0,
    });
    const stack: Visit[] = [];
    const reach = (from: Visit | undefined, what: string, state: State): void => {
      if (this.seen.add(state.world, state.slots, state.started)) {
        stack.push({ ...state, from, what });
      }
    };
    reach(undefined, 'nothing yet', { world, slots: [0, 0], started: 0 });
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      const problem = this.problemOf(visit);
      if (problem !== undefined) {
        return this.result(story(problem, visit));
      }
      this.ends += this.move(visit, reach) === 0 ? 1 : 0;
    }
    return this.result(undefined);
  }

  private result(violation: string | undefined): Exploration {
    const { ends, judged, returns, salvages, seen } = this;
    return { states: seen.size, lakes: judged.size, returns, salvages, ends, violation };
  }

  /** Most invariants are about the lake alone, so each lake is judged once. */
  private problemOf({ world, slots }: State): string | undefined {
    for (const writer of slots) {
      const problem = writer === 0 ? undefined : this.problemOfWriter(world, writer);
      if (problem !== undefined) {
        return problem;
      }
    }
    if (this.judged.has(world)) {
      return undefined;
    }
    this.judged.add(world);
    const lake = this.worlds.thing(world);
    this.returns += lake.log.some(({ entry }) => isReturn(entry)) ? 1 : 0;
    this.salvages += lake.log.some(({ entry }) => isSalvage(entry)) ? 1 : 0;
    return violation(lake) ?? this.completionProblem(lake);
  }

  private problemOfWriter(world: number, number: number): string | undefined {
    return remembered(this.problems, pairOf(world, number), () => {
      const lake = this.worlds.thing(world);
      const writer = this.writers.thing(number);
      return isRefused(lake, writer)
        ? `refused: a writer ends with ${endOf(writer.decision)}`
        : violationForTheLog(lake, writer);
    });
  }

  /** Logs of this world. */
  private get logs(): readonly string[] {
    return LOGS.slice(0, this.bounds.messages.length);
  }

  /** Reaches every next state, and says how many there are. */
  private move(visit: Visit, reach: (from: Visit, what: string, state: State) => void): number {
    const { world, slots, started } = visit;
    let moves = 0;
    for (const index of [0, 1] as const) {
      const slot = slots[index];
      const steps = slot === 0 ? this.startsOf(visit, index) : this.stepsOf(world, slot);
      for (const step of steps) {
        const both = [slots[0], slots[1]] as [number, number];
        both[index] = step.writer;
        const next = { world: step.world, slots: both, started: started + (slot === 0 ? 1 : 0) };
        reach(visit, `slot ${index} ${step.what}`, next);
      }
      moves += steps.length;
    }
    const events = this.eventsOf(world, started > 0);
    for (const event of events) {
      reach(visit, event.what, { world: event.world, slots, started });
    }
    return moves + events.length;
  }

  /** What happens to what is shared, whatever the writers do. */
  private eventsOf(world: number, hasStarted: boolean): readonly Step[] {
    return remembered(this.events, world * 2 + (hasStarted ? 1 : 0), () => {
      const from = this.worlds.thing(world);
      const arrivals = this.logs.flatMap((log, at) => {
        const grown = this.grown(from, at, 1);
        return grown === from ? [] : [{ world: grown, what: `a message comes to ${log}` }];
      });
      const { redecoding, change } = this.bounds;
      const releases =
        redecoding === true && from.decoder === 0 && hasStarted
          ? [{ world: { ...from, decoder: 1 }, what: 'the decoder changes' }]
          : [];
      const changes = change === undefined ? [] : changesOf(from, change, this.bounds);
      return [...arrivals, ...releases, ...changes].map((each) => ({
        world: this.numberOfWorld(each.world),
        writer: 0,
        what: each.what,
      }));
    });
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
  private startsOf({ world, started }: State, index: 0 | 1): readonly Step[] {
    if (started >= this.bounds.writers) {
      return [];
    }
    return remembered(this.starts, `${world} ${started} ${index}`, () =>
      this.logs.slice(0, started === 0 ? 1 : undefined).map((log) => {
        const writer = newWriter(this.worlds.thing(world), index, `w${started + 1}`, log);
        return { world, writer: this.numberOfWriter(writer), what: `starts on ${log}` };
      }),
    );
  }

  /** Steps of a writer in either slot: those of the two differ in their encoders. */
  private stepsOf(world: number, number: number): readonly Step[] {
    return remembered(this.steps, pairOf(world, number), () => {
      const from = this.worlds.thing(world);
      const writer = this.writers.thing(number);
      const { kind } = writer.decision.action;
      const remember = this.remember.bind(this);
      const steps = outcomesOf(from, writer, this.bounds).map((outcome) => ({
        world: this.numberOfWorld({ ...from, ...outcome.world }),
        writer:
          outcome.isGone === true ? 0 : this.numberOfWriter(this.next(writer, outcome, remember)),
        what: `${kind} → ${outcome.seen?.kind ?? 'one step'}`,
      }));
      return [...steps, { world, writer: 0, what: 'crashes' }];
    });
  }

  /** The writer after it saw what came of its action. */
  private next(
    writer: ModelWriter,
    { world, seen, landed, ...outcome }: Outcome,
    decided: (from: Decision, seen: Observation, world: Outcome['world']) => Decision,
  ): ModelWriter {
    const { changes = writer.changes } = outcome;
    if (seen === undefined) {
      return { ...writer, changes, ...(landed === undefined ? {} : { landed }) };
    }
    const decision = decided(writer.decision, seen, world);
    const { encoder, decoder, log } = writer;
    return { decision, encoder, decoder, log, changes };
  }

  /** What a writer decides that meets others, who see the same in many worlds. */
  private remember(from: Decision, seen: Observation, world: Outcome['world']): Decision {
    const question = `${this.nameOf(from)} ${observationName(world, seen)}`;
    return remembered(this.decided, question, () => this.decide(from, seen));
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
      // Of one lake alone, nobody asks again.
      writer = this.next(writer, outcome, (decision, seen) => this.decide(decision, seen));
    }
    return { world, decision: writer.decision };
  }

  private numberOfWorld(world: World): number {
    return this.worlds.numberOf(worldName(world), world);
  }

  private numberOfWriter(writer: ModelWriter): number {
    return this.writers.numberOf(`${this.nameOf(writer.decision)} ${nameOfWriter(writer)}`, writer);
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

function story(problem: string, visit: Visit): string {
  const way: string[] = [];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) {
    way.unshift(at.what);
  }
  return `${problem}\n  ${way.join('\n  ')}`;
}
