import type { StreamInfo } from '@nats-io/jetstream';
import type { Finding } from '@assay/schemas';
import { BusError } from '../../errors.js';
import { connectJetStream, type JetStreamConnection } from '../connection.js';
import type { JetStreamConnectionOptions } from '../connection.js';
import { isStreamNotFound, natsToBusError } from '../nats-errors.js';
import { DEFAULT_STREAM_SETTINGS, STREAMS } from '../stream-declarations.js';
import type { StreamDeclaration, StreamSettings } from '../stream-declarations.js';
import { clockFinding } from './clock-finding.js';
import { foldStreams } from './fold-streams.js';
import { serverVersionFindings } from './server-version.js';
import { streamFindings } from './stream-findings.js';
import { syncFindings } from './sync-findings.js';

/** What is looked at. */
export interface DiagnoseOptions extends JetStreamConnectionOptions {
  /** Default: the four streams of Assay. */
  readonly streams?: readonly StreamDeclaration[];
  /** What the streams are held against. */
  readonly settings?: Partial<StreamSettings>;
  /** The server's monitoring port, where it has one: `http://127.0.0.1:8222`. */
  readonly monitor?: string;
}

/** Payloads below it are no trouble, but large events need more. */
const LEAST_PAYLOAD = 64 * 1024;

/**
 * Looks at a NATS server and its streams, and changes nothing. A server that cannot be reached is a
 * finding, too: this does not reject for it.
 */
export async function diagnoseJetStream(options: DiagnoseOptions): Promise<Finding[]> {
  const settings = { ...DEFAULT_STREAM_SETTINGS, ...options.settings };
  let connection: JetStreamConnection;
  try {
    connection = await connectJetStream(options);
  } catch (error) {
    return [unreachable(error)];
  }
  try {
    const version = connection.nats.info?.version ?? 'unknown';
    const findings: Finding[] = [
      { severity: 'ok', what: 'server', was: connection.description, expected: 'an answer' },
      ...serverVersionFindings(version),
      ...(await syncFindings(options.monitor)),
      payloadFinding(connection.maxPayload),
      ...(await accountFindings(connection)),
    ];
    for (const declaration of options.streams ?? STREAMS) {
      findings.push(...(await lookAt(connection, declaration, settings)));
    }
    // Every stream's answer tells the server's time: one is enough.
    const clock = findings.find(({ what }) => what.startsWith('clock:'));
    return foldStreams(
      findings.filter((each) => each === clock || !each.what.startsWith('clock:')),
    );
  } catch (error) {
    return [unreachable(natsToBusError(error, 'asking the server'))];
  } finally {
    await connection.close();
  }
}

async function lookAt(
  connection: JetStreamConnection,
  declaration: StreamDeclaration,
  settings: StreamSettings,
): Promise<Finding[]> {
  const { name } = declaration;
  const { clock } = connection;
  const nowMs = () => Number(clock.nowNs() / 1_000_000n);
  const askedMs = nowMs();
  let info: StreamInfo & { readonly ts?: string };
  try {
    info = await connection.manager.streams.info(name);
  } catch (error) {
    if (!isStreamNotFound(error)) {
      throw error;
    }
    return [
      {
        severity: 'advice',
        what: `stream ${name}`,
        was: 'none',
        expected: 'a stream',
        change: 'start lake-service once: it makes the stream (what is sent before is refused)',
      },
    ];
  }
  const findings = streamFindings(declaration, settings, info);
  findings.push(
    info.ts === undefined
      ? {
          severity: 'ok',
          what: 'clock: NATS server',
          was: 'not told by servers before 2.10',
          expected: "this machine's",
        }
      : clockFinding('NATS server', Date.parse(info.ts), askedMs, nowMs()),
  );
  return [...findings, ...(await foreignConsumers(connection, name))];
}

/** Assay's own readers acknowledge nothing; others that do have a time for it. */
async function foreignConsumers(
  { manager }: JetStreamConnection,
  stream: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { name, config } of manager.consumers.list(stream)) {
    const seconds = (config.ack_wait ?? 0) / 1e9;
    if (config.ack_policy !== 'none' && seconds > 0 && seconds < 30) {
      findings.push({
        severity: 'advice',
        what: `stream ${stream}: consumer ${name}: ack wait`,
        was: `${seconds} s: what takes longer comes to it again (Bronze does not depend on it)`,
        expected: '30 s or more',
        change: `\`nats consumer edit ${stream} ${name} --wait=30s\``,
      });
    }
  }
  return findings;
}

async function accountFindings({ manager }: JetStreamConnection): Promise<Finding[]> {
  const { limits, storage, streams, consumers } = await manager.getAccountInfo();
  const share = limits.max_storage > 0 ? storage / limits.max_storage : 0;
  const what = 'account: limits';
  const count = (used: number, limit: number) => `${used} of ${limit > 0 ? limit : 'any number'}`;
  const was =
    `${count(storage, limits.max_storage)} bytes, ${count(streams, limits.max_streams)} streams, ` +
    `${count(consumers, limits.max_consumers)} consumers`;
  const isTight = share > 0.9 || (limits.max_consumers > 0 && consumers + 4 > limits.max_consumers);
  return [
    isTight
      ? {
          severity: 'danger',
          what,
          was,
          expected: 'room in each',
          change: 'raise the limits of the account (`nats account info` shows them)',
        }
      : { severity: 'ok', what, was, expected: 'room in each' },
  ];
}

function payloadFinding(maxPayload: number): Finding {
  const what = 'server: max_payload';
  const was = `${maxPayload} bytes`;
  const expected = `${LEAST_PAYLOAD} bytes or more`;
  return maxPayload >= LEAST_PAYLOAD
    ? { severity: 'ok', what, was, expected }
    : { severity: 'warning', what, was, expected, change: 'set `max_payload: 1MB` there' };
}

function unreachable(error: unknown): Finding {
  if (!(error instanceof BusError)) {
    throw error;
  }
  return {
    severity: 'danger',
    what: 'server',
    was: error.message,
    expected: 'a NATS server with JetStream that lets us in',
    change: 'start it, or mend NATS_URL and the NATS_ variables beside it',
  };
}
