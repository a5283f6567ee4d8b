import { truncateTo } from '../format/display-width.js';

/** As much of a writable stream as a terminal needs. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The human side of a command: whole lines, and below them at most one line that changes. */
export interface Terminal {
  /** Whether a person watches: lines that change are shown only then. */
  readonly interactive: boolean;
  /** Writes whole lines; the line that changes stays below them. */
  print(text: string): void;
  /**
   * Shows `text` as the line that changes, or takes that line away. Nothing when not interactive.
   */
  live(text: string | undefined): void;
}

const ERASE_LINE = '\r\u001b[K';
/** Where the terminal does not tell its width. */
const DEFAULT_COLUMNS = 80;

/** A terminal on a stream, in practice standard error. */
export function createTerminal(stream: TerminalStream): Terminal {
  const interactive = stream.isTTY === true;
  let shown: string | undefined;

  return {
    interactive,
    print: (text) => {
      const below = shown === undefined ? '' : shown;
      stream.write(`${shown === undefined ? '' : ERASE_LINE}${text}\n${below}`);
    },
    live: (text) => {
      if (!interactive) {
        return;
      }
      // One column is left free: a full line would wrap in some terminals.
      const width = (stream.columns ?? DEFAULT_COLUMNS) - 1;
      const next = text === undefined ? undefined : truncateTo(text.replaceAll('\n', ' '), width);
      if (next !== shown) {
        stream.write(`${ERASE_LINE}${next ?? ''}`);
        shown = next;
      }
    },
  };
}
