import type { SegmentWriter } from './segment-writer.js';
import type { SequenceOptions } from './sequence.js';

/** What a sequence reports of its work. */
export interface SequenceMetrics {
  /** The same writer, its fsyncs timed. */
  timed(writer: SegmentWriter): SegmentWriter;
  committed(messages: number, bytes: number): void;
}

/** The metrics of a sequence, labelled with its name. */
export function sequenceMetrics(
  options: Pick<SequenceOptions, 'name' | 'metrics' | 'clock'>,
): SequenceMetrics {
  const { metrics, clock } = options;
  const labels = { sequence: options.name };
  const messagesTotal = metrics.counter({
    name: 'assay_wal_messages_total',
    help: 'Messages made durable in the write-ahead log.',
    labels: ['sequence'],
  });
  const bytesTotal = metrics.counter({
    name: 'assay_wal_bytes_total',
    help: 'Bytes of payload and headers made durable in the write-ahead log.',
    labels: ['sequence'],
  });
  const syncSeconds = metrics.histogram({
    name: 'assay_wal_fsync_seconds',
    help: 'Time of one fsync of the write-ahead log.',
    labels: ['sequence'],
  });
  return {
    timed: (writer) => ({
      ...writer,
      async sync() {
        const start = clock.monotonicMs();
        await writer.sync();
        syncSeconds.observe((clock.monotonicMs() - start) / 1000, labels);
      },
    }),
    committed(messages, bytes) {
      messagesTotal.add(messages, labels);
      bytesTotal.add(bytes, labels);
    },
  };
}
