import type { ReachedPosition } from '../hand-over/plan-shard.js';
import { ReplayError } from '../errors.js';

/** What a runner needs beside the engine's own state to go on. */
export interface RunnerState {
  /** The last message taken in of each log. */
  readonly inputs: readonly ReachedPosition[];
  /** Digest of the open session's warm-up. */
  readonly warmUp: string | null;
  /** When the latest usable event of each active input became known. */
  readonly active: ReadonlyMap<string, bigint>;
  /** Starts of the sessions after the open one that rows were seen of. */
  readonly later: readonly bigint[];
  /** Undefined: the engine begins the session anew, and nothing up to the last instant stored is stored again. */
  readonly engine: Uint8Array | undefined;
}

interface WrittenInput {
  readonly shard: string;
  readonly epoch: number;
  readonly sequence: string;
  readonly created: string | null;
  readonly mark: {
    readonly sequence: string;
    readonly time: string | null;
    readonly sha256: string;
  } | null;
}

interface Written {
  readonly format: 1;
  readonly inputs: readonly WrittenInput[];
  readonly warm_up: string | null;
  readonly active: Readonly<Record<string, string>>;
  readonly later: readonly string[];
  readonly engine: boolean;
}

const HEAD_BYTES = 4;

/** As bytes: the length of a JSON text, the text, the engine's state. */
export function encodeRunnerState(state: RunnerState): Uint8Array {
  const written: Written = {
    format: 1,
    inputs: state.inputs.map(({ shard, epoch, sequence, created, mark }) => ({
      shard,
      epoch,
      sequence: String(sequence),
      created: created ?? null,
      mark:
        mark === undefined
          ? null
          : {
              sequence: String(mark.sequence),
              time: mark.serverTimeNs === undefined ? null : String(mark.serverTimeNs),
              sha256: mark.sha256,
            },
    })),
    warm_up: state.warmUp,
    active: Object.fromEntries([...state.active].map(([name, at]) => [name, String(at)])),
    later: state.later.map(String),
    engine: state.engine !== undefined,
  };
  const text = Buffer.from(JSON.stringify(written), 'utf8');
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(text.length);
  return Buffer.concat([head, text, state.engine ?? new Uint8Array(0)]);
}

/** Throws `BAD_STATE` for bytes of another form. */
export function decodeRunnerState(bytes: Uint8Array): RunnerState {
  try {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const length = all.readUInt32LE(0);
    const text = all.subarray(HEAD_BYTES, HEAD_BYTES + length).toString('utf8');
    const written = JSON.parse(text) as Written;
    if ((written.format as number) !== 1) {
      throw new TypeError(`expected format 1, was ${String(written.format)}`);
    }
    return {
      inputs: written.inputs.map(inputOf),
      warmUp: written.warm_up,
      active: new Map(Object.entries(written.active).map(([name, at]) => [name, BigInt(at)])),
      later: written.later.map(BigInt),
      engine: written.engine ? all.subarray(HEAD_BYTES + length) : undefined,
    };
  } catch (cause) {
    throw new ReplayError(
      'BAD_STATE',
      'state of a signal runner: expected what this release writes, was something else: start with the ' +
        'release that wrote it, or set another SIGNALS_PRODUCER: its rows begin anew, and what is ' +
        'stored stays',
      { cause },
    );
  }
}

function inputOf({ shard, epoch, sequence, created, mark }: WrittenInput): ReachedPosition {
  return {
    shard,
    epoch,
    sequence: BigInt(sequence),
    created: created ?? undefined,
    mark:
      mark === null
        ? undefined
        : {
            sequence: BigInt(mark.sequence),
            serverTimeNs: mark.time === null ? undefined : BigInt(mark.time),
            sha256: mark.sha256,
          },
  };
}
