import { formatNumber } from '@assay/cli';
import type { SinkSummary } from './event-sink.js';

/** What became of what was sent, in the result of every command that sends. */
export function storedResult({ rowsByDataset, deadLetters, files, log }: SinkSummary): object {
  return log === undefined
    ? { rows: rowsByDataset, dead_letters: deadLetters, bronze_files: files }
    : { log: { messages: log.messages, duplicates: log.duplicates, streams: log.streams } };
}

/** The same for people, in one clause. */
export function storedClause({ deadLetters, log }: SinkSummary): string {
  return log === undefined ? counted(deadLetters, 'dead letter') : logClause(log);
}

/** The same for people, in lines. */
export function storedLines({ rowsByDataset, deadLetters, log }: SinkSummary): string[] {
  if (log !== undefined) {
    return [`in the log now: ${logClause(log)}`];
  }
  const rows = Object.entries(rowsByDataset).map(
    ([dataset, count]) => `  ${dataset}: ${formatNumber(count)} rows`,
  );
  return [
    'stored in Bronze now:',
    ...(rows.length === 0 ? ['  nothing new'] : rows),
    `  dead letters: ${formatNumber(deadLetters)}`,
  ];
}

function logClause({ messages, duplicates, streams }: NonNullable<SinkSummary['log']>): string {
  if (messages === 0) {
    return 'no new messages';
  }
  const again = duplicates === 0 ? '' : `, ${formatNumber(duplicates)} of them for the second time`;
  return (
    `${counted(messages, 'message')} durable in ${streams.join(', ')}${again}; a lake service ` +
    'stores them, and what it refuses shows in `lake-service dead-letters list` once stored'
  );
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
