import type { LogFields, Logger } from '@assay/telemetry';

/** One line that was logged, with the fields of the logger and of all it is a child of. */
export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger that keeps its lines, and those of its children, for a test to look at. */
export interface RecordingLogger extends Logger {
  readonly lines: readonly LoggedLine[];
}

export function recordingLogger(): RecordingLogger {
  return record([], {});
}

function record(lines: LoggedLine[], inherited: LogFields): RecordingLogger {
  const at =
    (level: LoggedLine['level']) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields: { ...inherited, ...fields } });
    };
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => record(lines, { ...inherited, ...fields }),
  };
}
