import { clockFinding } from '@assay/bus';
import type { Finding } from '@assay/schemas';
import type { LakeLocation } from '@assay/storage';
import type { Clock } from '@assay/telemetry';

/** Signatures of a clock that is further off are refused by S3. */
const REFUSED_MS = 15 * 60_000;
/** The Date header counts whole seconds. */
const SECOND_MS = 1_000;

/** Whether the S3 server's clock and this machine's agree, by the Date of any answer. */
export async function s3ClockFindings(location: LakeLocation, clock: Clock): Promise<Finding[]> {
  if (location.kind === 'local') {
    return [];
  }
  const { endpoint, region = 'us-east-1' } = location;
  const url = endpoint ?? `https://s3.${region}.amazonaws.com`;
  const nowMs = () => Number(clock.nowNs() / 1_000_000n);
  const askedMs = nowMs();
  try {
    const { headers } = await fetch(url, { method: 'HEAD' });
    const dateMs = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(dateMs)) {
      return [unknown(url, 'an answer without a date')];
    }
    const finding = clockFinding('S3 server', dateMs, askedMs - SECOND_MS, nowMs());
    const isRefused = Math.abs(dateMs - askedMs) > REFUSED_MS;
    return [isRefused ? { ...finding, severity: 'danger' } : finding];
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return [unknown(url, cause instanceof Error ? cause.message : String(cause))];
  }
}

function unknown(url: string, was: string): Finding {
  return {
    severity: 'warning',
    what: 'clock: S3 server',
    was: `${url}: ${was}`,
    expected: 'an answer with a date',
    change: 'see that S3_ENDPOINT is the address of the S3 server, and that it runs',
  };
}
