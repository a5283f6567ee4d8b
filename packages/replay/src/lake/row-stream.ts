import { columnsFromRecordBatch, scanToBatches, selectRows, type SharedEngine } from '@assay/query';
import { bronzeFileOrder, positionOf, SYSTEM_COLUMNS, type Dataset } from '@assay/schemas';
import type { EventBatch, EventOrigin } from '@assay/signals';
import type { PlacedFile } from '@assay/ledger';
import type { ShardPosition } from '../hand-over/positions.js';
import type { LakeFiles, RowSelection, SelectedFile } from './lake-files.js';

/** The files of one dataset, shard and epoch: their rows count in one log. */
export interface FileGroup {
  readonly dataset: Dataset;
  readonly origin: EventOrigin;
  readonly files: readonly PlacedFile[];
}

/** Selected files by dataset, shard and epoch. */
export function groupFiles(files: readonly SelectedFile[]): FileGroup[] {
  const groups = new Map<string, FileGroup & { files: PlacedFile[] }>();
  for (const each of files) {
    const { dataset, shard, file } = each;
    const name = JSON.stringify([dataset.id, shard, file.epoch]);
    const group = groups.get(name) ?? { dataset, origin: { shard, epoch: file.epoch }, files: [] };
    group.files.push(each);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** What reading a group needs. */
export interface RowStreamParts {
  readonly lake: LakeFiles;
  readonly engine: SharedEngine;
  readonly selection: RowSelection;
}

/**
 * The rows of a group by event time, in the order of Bronze's files: hour after hour, so that what is sorted at
 * once is an hour of one dataset and not the day.
 */
export async function* streamRows(
  parts: RowStreamParts,
  group: FileGroup,
): AsyncGenerator<EventBatch, void, undefined> {
  for (const files of byHour(group.files)) {
    yield* hourRows(parts, group, files);
  }
}

async function* hourRows(
  { lake, engine, selection }: RowStreamParts,
  { dataset, origin }: FileGroup,
  files: readonly PlacedFile[],
): AsyncGenerator<EventBatch, void, undefined> {
  const passed = selection.after?.find(
    ({ shard, epoch }) => shard === origin.shard && epoch === origin.epoch,
  );
  const window = {
    ...(selection.startNs === undefined ? {} : { startNs: selection.startNs }),
    ...(selection.endNs === undefined ? {} : { endNs: selection.endNs }),
  };
  for (;;) {
    const { copies } = await lake.open(dataset, files);
    let given = false;
    try {
      const session = await engine.take();
      try {
        const request = {
          dataset,
          files: copies.paths,
          columns: [...dataset.columns, ...SYSTEM_COLUMNS].map(({ name }) => name),
          ...window,
          orderBy: bronzeFileOrder(dataset),
        };
        for await (const records of scanToBatches(session, request)) {
          given = true;
          const batch = behind(columnsFromRecordBatch(dataset.id, records, origin), passed);
          if (batch.rows > 0) {
            yield batch;
          }
        }
        return;
      } finally {
        await engine.giveBack();
      }
    } catch (error) {
      // Rows come in order: all files are read before the first batch is given.
      if (given || !(await copies.isAnyGone())) {
        throw error;
      }
    } finally {
      await copies.release();
    }
  }
}

/** The rows of a batch that lie behind a position: the batch that Bronze cut there holds others too. */
function behind(batch: EventBatch, passed: ShardPosition | undefined): EventBatch {
  const positions = batch.columns['_pos'];
  if (passed === undefined || positions.kind !== 'integer') {
    return batch;
  }
  const first = positionOf(passed.sequence + 1n, 0);
  const indexes: number[] = [];
  for (let row = 0; row < batch.rows; row += 1) {
    if (positions.values[row] >= first) {
      indexes.push(row);
    }
  }
  return indexes.length === batch.rows ? batch : selectRows(batch, indexes);
}

/** Files by the hour of their folder, ascending; a dataset without hours, by its day. */
function byHour(files: readonly PlacedFile[]): PlacedFile[][] {
  const hours = new Map<string, PlacedFile[]>();
  for (const file of files) {
    const name = `${file.date} ${String(file.hour ?? 0).padStart(2, '0')}`;
    hours.set(name, [...(hours.get(name) ?? []), file]);
  }
  return [...hours].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, list]) => list);
}
