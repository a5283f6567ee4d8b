import type { Clock, LogFields, Logger } from '@assay/telemetry';
import { toJson, toPlain } from '../format/plain.js';

/** Least important first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Options of `createLogger`. */
export interface LoggerOptions {
  /** `text`: one line for people; `json`: one object a line, by pino. */
  readonly format: 'text' | 'json';
  /** The least important level that is written. */
  readonly level: LogLevel;
  /** Takes one line, without its line break. */
  readonly write: (line: string) => void;
  readonly clock: Clock;
}

type Emit = (level: LogLevel, message: string, fields: LogFields) => void;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * A logger. Fields are written by the rules of `toPlain`: bigint as decimal text, errors by
 * message.
 */
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const emit = options.format === 'json' ? await jsonEmitter(options) : textEmitter(options);
  const lowest = LEVELS.indexOf(options.level);
  const filtered: Emit = (level, message, fields) => {
    if (LEVELS.indexOf(level) >= lowest) {
      emit(level, message, fields);
    }
  };
  return withFields(filtered, {});
}

function withFields(emit: Emit, bound: LogFields): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields?: LogFields): void =>
      emit(level, message, { ...bound, ...fields });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => withFields(emit, { ...bound, ...fields }),
  };
}

/** pino is loaded only where JSON is wanted: it costs the start of a command 40 ms. */
async function jsonEmitter({ write, clock }: LoggerOptions): Promise<Emit> {
  const { pino } = await import('pino');
  const sink = { write: (line: string) => write(line.trimEnd()) };
  const logger = pino(
    {
      level: 'debug',
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${isoTime(clock)}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    sink,
  );
  return (level, message, fields) => logger[level](toPlain(fields), message);
}

/** `14:30:12.345 WARN  message  key=value key="two words"`. Times are UTC. */
function textEmitter({ write, clock }: LoggerOptions): Emit {
  return (level, message, fields) => {
    const parts = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${fieldText(value)}`);
    const head = `${isoTime(clock).slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${message}`;
    write(parts.length === 0 ? head : `${head}  ${parts.join(' ')}`);
  };
}

function fieldText(value: unknown): string {
  const plain = toPlain(value);
  return typeof plain === 'string' && /^[^\s"=]+$/.test(plain) ? plain : toJson(plain);
}

function isoTime(clock: Clock): string {
  return new Date(Number(clock.nowNs() / 1_000_000n)).toISOString();
}
