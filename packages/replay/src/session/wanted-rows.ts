import { selectRows } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { EventBatch } from '@assay/signals';
import type { EngineInputs } from './engine-inputs.js';

/**
 * Picks of a batch the rows that an engine is fed with. Messages hold rows of every symbol: what others' rows say of
 * time is none of the engine's.
 */
export function wantedRows(
  registry: DatasetRegistry,
  { isWanted }: Pick<EngineInputs, 'isWanted'>,
): (batch: EventBatch) => EventBatch {
  const columns = new Map(registry.all.map(({ id, partition }) => [id, partition.column]));
  return (batch) => {
    const { dataset, rows } = batch;
    const name = columns.get(dataset);
    const column = name === undefined ? undefined : batch.columns[name];
    if (column?.kind !== 'text') {
      return batch;
    }
    const wanted = column.texts.map((text) => isWanted(dataset, text));
    if (wanted.every(Boolean)) {
      return batch;
    }
    const indexes: number[] = [];
    for (let row = 0; row < rows; row += 1) {
      if (wanted[column.codes[row]]) {
        indexes.push(row);
      }
    }
    return indexes.length === rows ? batch : selectRows(batch, indexes);
  };
}
