import type { Finding } from '@assay/schemas';

const ADVICE_MS = 1_000;
const WARNING_MS = 30_000;

/**
 * Holds another machine's clock against this one's.
 *
 * @param theirsMs what it said its time is
 * @param askedMs and `answeredMs`: this machine's time before and after
 */
export function clockFinding(
  whose: string,
  theirsMs: number,
  askedMs: number,
  answeredMs: number,
): Finding {
  const what = `clock: ${whose}`;
  const expected = `within ${ADVICE_MS} ms of this machine's`;
  const early = askedMs - theirsMs;
  const late = theirsMs - answeredMs;
  const skewMs = Math.max(early, late, 0);
  if (skewMs < ADVICE_MS) {
    return { severity: 'ok', what, was: `${Math.round(skewMs)} ms apart or less`, expected };
  }
  return {
    severity: skewMs < WARNING_MS ? 'advice' : 'warning',
    what,
    was: `${Math.round(skewMs)} ms ${early > late ? 'behind' : 'ahead'}: times of arrival mislead`,
    expected,
    change: 'run NTP on both (`timedatectl set-ntp true`, or chrony)',
  };
}
