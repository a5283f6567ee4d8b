import { createDatasetRegistry } from '@assay/schemas';
import { createSeededRandom, type SeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { EventIntake } from '../../src/events/event-intake.js';
import type { IntakeRules } from '../../src/events/intake-rules.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { logBatches, silverBatch, type Delivery } from '../support/deliveries.js';
import { generatedDeliveries, START_NS } from './support/generated-deliveries.js';
import { inOrder, isUsable, naiveReduced, silverRows } from './support/naive-intake.js';
import { recordingSink } from './support/recording-sink.js';

const DATASETS_OF_ALL = createDatasetRegistry().all;
const LENGTH_NS = 10_000_000_000n;
const LATENESS_MS = 500;
const EARLINESS_MS = 1_000;
const SEEDS = process.env['ASSAY_LONG'] === '1' ? 20_000 : 120;

const RULES: IntakeRules = {
  startNs: START_NS,
  endNs: START_NS + LENGTH_NS,
  latenessMs: LATENESS_MS,
  earlinessMs: EARLINESS_MS,
  copySeconds: 60,
  tickSize: 0.25,
  wants: () => true,
};

/** Pushes in this order, in batches of any size, and takes everything at the end. */
function usedOf(deliveries: readonly Delivery[], random: SeededRandom): string[] {
  const intake = new EventIntake(RULES);
  const { sink, told } = recordingSink();
  for (const part of parts(deliveries, random)) {
    for (const batch of logBatches(part)) intake.pushBatch(batch);
  }
  intake.takeTo(Number(LENGTH_NS), sink);
  return told;
}

function* parts(deliveries: readonly Delivery[], random: SeededRandom): Generator<Delivery[]> {
  for (let from = 0; from < deliveries.length;) {
    const to = from + 1 + random.below(6);
    yield deliveries.slice(from, to);
    from = to;
  }
}

function shuffled(deliveries: readonly Delivery[], random: SeededRandom): Delivery[] {
  const rest = [...deliveries];
  return deliveries.map(() => rest.splice(random.below(rest.length), 1)[0]);
}

/** What the rules leave of deliveries, told by naive loops: reduce, then filter. */
function expectedOf(deliveries: readonly Delivery[]): string[] {
  const used = naiveReduced(deliveries).filter((each) => isUsable(each, LATENESS_MS, EARLINESS_MS));
  const { sink, told } = recordingSink();
  for (const delivery of used) {
    // One event alone needs no rule.
    const intake = new EventIntake(RULES);
    logBatches([delivery]).forEach((batch) => intake.pushBatch(batch));
    intake.takeTo(Number(LENGTH_NS), sink);
  }
  return told;
}

describe('EventIntake', () => {
  it('uses the same events whatever the order and the batching, from a log, Bronze and Silver', () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const random = createSeededRandom(seed);
      const deliveries = generatedDeliveries(random);
      const expected = expectedOf(deliveries);
      expect(usedOf(shuffled(deliveries, random), random), `seed ${seed}, arrival`).toEqual(
        expected,
      );
      expect(usedOf(inOrder(deliveries), random), `seed ${seed}, Bronze`).toEqual(expected);

      const silver = new EventIntake(RULES);
      const reduced = naiveReduced(deliveries);
      for (const dataset of DATASETS_OF_ALL) {
        const rows = silverRows(reduced.filter((each) => each.dataset === dataset));
        if (rows.length > 0) silver.pushBatch(silverBatch(dataset, rows));
      }
      const { sink, told } = recordingSink();
      silver.takeTo(Number(LENGTH_NS), sink);
      expect(told, `seed ${seed}, Silver`).toEqual(expected);
    }
  });

  it('reports as missed all that makes taking early another thing than taking at the end', () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const random = createSeededRandom(`live ${seed}`);
      const deliveries = shuffled(generatedDeliveries(random), random);
      let intake = new EventIntake(RULES);
      const { sink, told } = recordingSink();
      const missed = new Set<Delivery>();
      let takenNs = -1;
      for (const part of parts(deliveries, random)) {
        let first = 0;
        for (const batch of logBatches(part)) {
          for (const index of intake.pushBatch(batch)) missed.add(part[first + index]);
          first += batch.rows;
        }
        if (random.chance(0.4)) {
          takenNs += random.below(500_000_000);
          intake.takeTo(takenNs, sink);
        }
        if (random.chance(0.2)) intake = restored(intake);
      }
      intake.takeTo(Number(LENGTH_NS), sink);
      const kept = deliveries.filter((each) => !missed.has(each));
      expect(told, `seed ${seed}`).toEqual(expectedOf(kept));
    }
  });

  it('counts every row in one place, and the same bytes of state whatever they came in', () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const random = createSeededRandom(`places ${seed}`);
      const deliveries = generatedDeliveries(random);
      const states = [deliveries, shuffled(deliveries, random)].map((each) => {
        const intake = new EventIntake(RULES);
        logBatches(each).forEach((batch) => intake.pushBatch(batch));
        intake.takeTo(700_000_000, recordingSink().sink);
        const state = Buffer.from(stateOf(intake)).toString('base64');
        intake.takeTo(Number(LENGTH_NS), recordingSink().sink);
        const places: number[] = Object.values({ ...intake.counts });
        const sum = places.reduce((one, other) => one + other, 0);
        expect(sum, `seed ${seed}`).toBe(deliveries.length);
        return state;
      });
      expect(states[0], `seed ${seed}`).toBe(states[1]);
    }
  });
});

function stateOf(intake: EventIntake): Uint8Array {
  const writer = new StateWriter();
  intake.save(writer);
  return writer.finish();
}

function restored(intake: EventIntake): EventIntake {
  const reader = new StateReader(stateOf(intake));
  const other = new EventIntake(RULES);
  other.load(reader);
  expect(reader.isAtEnd).toBe(true);
  return other;
}
