import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import type { Finding } from '@assay/schemas';
import { checkStream, type StreamFinding } from '../check-stream.js';
import type { StreamDeclaration, StreamSettings } from '../stream-declarations.js';

const NS_PER_SECOND = 1e9;
const DAY_SECONDS = 24 * 3600;
/** Messages of less time say nothing about the rate. */
const LEAST_SECONDS = 60;
/**
 * Of a limit on consumers, so many must be free: each reading makes one, and leaves it for
 * seconds.
 */
const FREE_CONSUMERS = 4;

/** Settings that a stream keeps for life. */
const ANEW =
  'stop the producers, let the service store all of it, `nats stream rm NAME`: it is made again ' +
  'as it should be';

/** How to change each setting; `NAME` stands for the stream. */
const COMMANDS: Readonly<Record<string, string>> = {
  subjects: '`nats stream edit NAME --subjects="EXPECTED"`',
  retention: ANEW,
  storage: ANEW,
  no_ack: '`nats stream edit NAME --ack`',
  max_msgs_per_subject: '`nats stream edit NAME --max-msgs-per-subject=-1`',
  subject_transform: '`nats stream edit NAME` without its subject_transform',
  discard: '`nats stream edit NAME --discard=new`',
  max_age: '`nats stream edit NAME --max-age=EXPECTED`',
  duplicate_window: '`nats stream edit NAME --dupe-window=EXPECTED`',
  allow_rollup_hdrs: '`nats stream edit NAME --no-allow-rollup`',
};

/** Everything that can be told of a stream from what the server says of it. */
export function streamFindings(
  declaration: StreamDeclaration,
  settings: StreamSettings,
  info: StreamInfo,
): Finding[] {
  const { name } = declaration;
  const { config } = info;
  const found = checkStream(declaration, settings, config);
  const findings = found.map((finding) => asFinding(finding, config));
  const troubled = new Set(found.map(({ setting }) => setting));
  for (const setting of ['storage', 'retention', 'max_age', 'duplicate_window'] as const) {
    if (!troubled.has(setting)) {
      const was = shown(setting, config[setting]);
      findings.push({ severity: 'ok', what: `stream ${name}: ${setting}`, was, expected: was });
    }
  }
  return [
    ...findings,
    ...(troubled.has('discard') ? [] : [fullness(name, settings, info)]),
    replicas(name, info),
    consumers(name, info),
  ];
}

function asFinding(finding: StreamFinding, config: StreamConfig): Finding {
  const { stream, setting, value, expected, advice } = finding;
  const change = (COMMANDS[setting] ?? `\`nats stream edit ${stream}\``)
    .replaceAll('NAME', stream)
    .replaceAll('EXPECTED', expected.replaceAll(' s', 's').replaceAll(' ', ','));
  return {
    severity: isDanger(finding, config) ? 'danger' : 'warning',
    what: `stream ${stream}: ${setting}`,
    was: `${value}: ${advice}`,
    expected,
    change,
  };
}

/** What loses events by itself, and not only when something else takes long. */
function isDanger({ severity, setting }: StreamFinding, config: StreamConfig): boolean {
  const ageSeconds = (config.max_age ?? 0) / NS_PER_SECOND;
  return (
    severity === 'error' ||
    setting === 'storage' ||
    setting === 'discard' ||
    (setting === 'max_age' && ageSeconds < DAY_SECONDS)
  );
}

/** Whether a limit in bytes holds the outage budget, at the rate at which messages have come. */
function fullness(name: string, settings: StreamSettings, { config, state }: StreamInfo): Finding {
  const what = `stream ${name}: room`;
  const limit = config.max_bytes;
  if (limit <= 0) {
    const was = `${state.bytes} bytes, no limit of its own`;
    return { severity: 'ok', what, was, expected: 'no limit, or one that holds the outage budget' };
  }
  const seconds = (Date.parse(state.last_ts) - Date.parse(state.first_ts)) / 1000;
  const rate = seconds >= LEAST_SECONDS ? state.bytes / seconds : 0;
  const needed = Math.ceil(rate * settings.maxAgeSeconds);
  const was = `${state.bytes} of ${limit} bytes`;
  if (state.bytes > 0.9 * limit) {
    return {
      severity: 'danger',
      what,
      was: `${was}: producers are refused when it is full`,
      expected: 'less than 90 %',
      change: `\`nats stream edit ${name} --max-bytes=${Math.max(needed, 2 * limit)}\``,
    };
  }
  return needed > limit
    ? {
        severity: 'warning',
        what,
        was: `${was}: at ${Math.round(rate)} bytes/s it is full before the outage budget is over`,
        expected: `${needed} bytes for ${settings.maxAgeSeconds} s`,
        change: `\`nats stream edit ${name} --max-bytes=${needed}\``,
      }
    : { severity: 'ok', what, was, expected: `room for ${settings.maxAgeSeconds} s` };
}

function replicas(name: string, { config, cluster }: StreamInfo): Finding {
  const what = `stream ${name}: replicas`;
  const was = String(config.num_replicas);
  const lagging = (cluster?.replicas ?? []).filter(({ current, offline }) => !current || offline);
  if (lagging.length > 0) {
    return {
      severity: 'warning',
      what,
      was: `${was}, not up to date: ${lagging.map((peer) => peer.name).join(', ')}`,
      expected: 'every replica up to date',
      change: '`nats stream cluster peer-remove`, or bring the servers back',
    };
  }
  if (config.num_replicas >= 3) {
    return { severity: 'ok', what, was, expected: '3 or 5' };
  }
  return {
    severity: 'advice',
    what,
    was: `${was}: with its machine, what is not in Bronze yet is lost`,
    expected: '3, in a cluster',
    change: `\`nats stream edit ${name} --replicas=3\`, and NATS_STREAM_REPLICAS=3`,
  };
}

function consumers(name: string, { config, state }: StreamInfo): Finding {
  const what = `stream ${name}: consumers`;
  const limit = config.max_consumers;
  const was = `${state.consumer_count} of ${limit > 0 ? limit : 'any number'}`;
  return limit > 0 && state.consumer_count + FREE_CONSUMERS > limit
    ? {
        severity: 'danger',
        what,
        was: `${was}: a reader that has to begin again may not get one`,
        expected: `${FREE_CONSUMERS} free`,
        change: `remove unused consumers (\`nats consumer ls ${name}\`), or raise max_consumers`,
      }
    : { severity: 'ok', what, was, expected: `${FREE_CONSUMERS} free` };
}

function shown(setting: 'storage' | 'retention' | 'max_age' | 'duplicate_window', value: unknown) {
  if (setting === 'max_age' || setting === 'duplicate_window') {
    return value === 0 || value === undefined ? 'no limit' : `${Number(value) / NS_PER_SECOND} s`;
  }
  return String(value);
}
