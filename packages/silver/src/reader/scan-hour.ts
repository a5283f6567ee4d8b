import { scanToBatches, type ScanRequest, type SharedEngine } from '@assay/query';
import { ORDINAL_COLUMN, silverColumns, sqlName, totalOrderTerms } from '@assay/schemas';
import type { RecordBatch } from 'apache-arrow';
import { renewGone, type PinnedHour } from './pin-hours.js';
import { intersection, windowOfUnit, type Window } from './window.js';

/** Rows of one hour: of one partition value, or of several at the same time. */
export interface HourScan {
  /** Not empty; all of one dataset, date and hour. */
  readonly pinned: readonly PinnedHour[];
  readonly window: Window;
  readonly columns: readonly string[];
}

/** Somebody who empties the cache again and again is not read beside. */
const TRIES = 20;

/**
 * The rows in total order. When a file is taken away meanwhile, the same bytes are taken anew and reading
 * goes on behind the last row that was given.
 */
export async function* scanHour(engine: SharedEngine, scan: HourScan): AsyncGenerator<RecordBatch> {
  let given = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      for await (const batch of batchesBehind(engine, scan, given)) {
        given += batch.numRows;
        yield batch;
      }
      return;
    } catch (error) {
      if (tries === TRIES || !(await renewGone(scan.pinned))) {
        throw error;
      }
    }
  }
}

/** All but the first rows. */
async function* batchesBehind(engine: SharedEngine, scan: HourScan, passed: number) {
  const session = await engine.take();
  try {
    let left = passed;
    for await (const batch of scanToBatches(session, scanRequest(scan))) {
      if (left < batch.numRows) {
        yield left === 0 ? batch : batch.slice(left);
      }
      left = Math.max(0, left - batch.numRows);
    }
  } finally {
    await engine.giveBack();
  }
}

/** A file is sorted already. Several are merged by the whole order: no two of their rows are equal in it. */
function scanRequest({ pinned, window, columns }: HourScan): ScanRequest {
  const [{ hour }] = pinned;
  const { dataset, date, record } = hour;
  const unit = windowOfUnit(date, record.hour);
  const { startNs, endNs } = intersection(unit, window);
  return {
    dataset,
    files: pinned.map(({ path }) => path),
    columns,
    stored: silverColumns(dataset),
    present: new Set(pinned.flatMap(({ file }) => [...file.columns])),
    ...(startNs === unit.startNs ? {} : { startNs }),
    ...(endNs === unit.endNs ? {} : { endNs }),
    ...(pinned.length === 1
      ? {}
      : { orderBy: [...totalOrderTerms(dataset), sqlName(ORDINAL_COLUMN.name)].join(', ') }),
  };
}
