import type { SharedEngine } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import type { RecordBatch } from 'apache-arrow';
import { createSideFill } from './fill-sides.js';
import type { PinnedHour } from './pin-hours.js';
import type { ReadStep } from './plan-read.js';
import { scanHour } from './scan-hour.js';

/** A step whose files are held. */
export interface PinnedStep extends ReadStep {
  readonly pinned: readonly PinnedHour[];
}

/** What to give of the rows. */
export interface ReadShape {
  readonly columns: readonly string[];
  /** The columns that carrying sides on takes; none where sides are given as they are stored. */
  readonly filled: readonly string[];
}

const TIME = 'ts_event_ns';

/** The rows of steps in their order: hours are disjoint in time, so that one follows the other. */
export async function* readSteps(
  engine: SharedEngine,
  dataset: Dataset,
  steps: readonly PinnedStep[],
  { columns, filled }: ReadShape,
): AsyncGenerator<RecordBatch> {
  if (filled.length === 0) {
    for (const { pinned, window } of steps) {
      yield* scanHour(engine, { pinned, window, columns });
    }
    return;
  }
  const scanned = [...new Set([...columns, TIME, ...filled])];
  const timeAt = scanned.indexOf(TIME);
  const wanted = columns.map((name) => scanned.indexOf(name));
  let stretch: string | undefined;
  let fill = createSideFill(dataset);
  for (const step of steps) {
    if (step.stretch !== stretch) {
      ({ stretch } = step);
      fill = createSideFill(dataset);
    }
    const { pinned, window, givenFromNs } = step;
    for await (const batch of scanHour(engine, { pinned, window, columns: scanned })) {
      const rows = rowsFrom(fill(batch), timeAt, givenFromNs);
      if (rows.numRows > 0) {
        yield rows.selectAt(wanted);
      }
    }
  }
}

/** The rows at or after an instant. Rows ascend in time. */
function rowsFrom(batch: RecordBatch, timeAt: number, fromNs: bigint): RecordBatch {
  const times = batch.data.children[timeAt].values as BigInt64Array;
  let first = 0;
  while (first < batch.numRows && times[first] < fromNs) {
    first += 1;
  }
  return first === 0 ? batch : batch.slice(first);
}
