import { arrowSchema } from '@assay/query';
import type { Column } from '@assay/schemas';
import { RecordBatch, Table, tableToIPC } from 'apache-arrow';

/** Every Arrow IPC stream ends with it: a continuation mark and a length of 0. */
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** The parts of one Arrow IPC stream, so that it need not be in memory as a whole. */
export interface ArrowStream {
  readonly head: Uint8Array;
  body(batch: RecordBatch): Uint8Array;
  readonly end: Uint8Array;
}

/**
 * An Arrow IPC stream of batches with these columns. The library writes a stream with schema and end
 * around every batch; none of our columns has a dictionary, so that what is between is the batch alone.
 */
export function arrowStream(columns: readonly Column[]): ArrowStream {
  const schema = arrowSchema(columns);
  const whole = tableToIPC(new Table(schema, []), 'stream');
  const headBytes = whole.length - END.length;
  return {
    head: whole.subarray(0, headBytes),
    body: (batch) => {
      const bytes = tableToIPC(new Table(schema, [new RecordBatch(schema, batch.data)]), 'stream');
      return bytes.subarray(headBytes, bytes.length - END.length);
    },
    end: END,
  };
}
