import { BusError } from '../errors.js';
import { checkStream, describeFinding } from './check-stream.js';
import { isStreamNotFound, natsToBusError } from './nats-errors.js';
import { streamConfig } from './stream-config.js';
/**
 * Finds the stream, or makes it with the declared settings. One that is there already is never changed:
 * what differs is told as findings, and logged. Rejects with `BAD_STREAM` when it would lose events in
 * silence, and with `LOG_DELETED` when it is missing and `create` is false.
 */
export async function ensureStream(connection, declaration, settings, create) {
  const info = (await find(connection, declaration)) ?? (await make());
  const findings = checkStream(declaration, settings, info.config);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new BusError('BAD_STREAM', errors.map(describeFinding).join('; '));
  }
  for (const finding of findings) {
    connection.logger.warn(describeFinding(finding), { ...finding });
  }
  return { info, findings };
  async function make() {
    const { name } = declaration;
    if (!create) {
      throw new BusError('LOG_DELETED', `expected a stream ${name}, was none: create it first`);
    }
    try {
      const made = await connection.manager.streams.add(streamConfig(declaration, settings));
      connection.logger.info('stream created', { stream: name, settings });
      return made;
    } catch (error) {
      // Another process may have been first.
      const found = await find(connection, declaration);
      if (found !== undefined) return found;
      throw natsToBusError(error, `creating the stream ${name}`);
    }
  }
}
async function find({ manager }, { name }) {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw natsToBusError(error, `looking for the stream ${name}`);
  }
}
//# sourceMappingURL=ensure-stream.js.map
