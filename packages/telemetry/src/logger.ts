/** Fields of a log line, beside its message. `bigint` is written as decimal text by every adapter. */
export type LogFields = Readonly<Record<string, unknown>>;

/** A structured logger. Adapters (pino) live in `cli`; packages only ever see this interface. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

const nothing = (): void => undefined;

/** A logger that drops every line: the default of every package, so that libraries are silent. */
export const nullLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => nullLogger,
};
