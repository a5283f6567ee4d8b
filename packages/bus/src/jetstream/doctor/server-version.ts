import type { Finding } from '@assay/schemas';

type Version = readonly [number, number, number];

/** Trouble that servers of a range of versions are known to have. */
interface KnownTrouble {
  /** First version that has it. */
  readonly since: Version;
  /** The versions that do not have it any more, one of each release line, ascending. */
  readonly fixedIn: readonly Version[];
  readonly severity: 'advice' | 'warning' | 'danger';
  readonly trouble: string;
  readonly source: string;
}

/** Kept short: what costs events, or opens the streams to others. */
const KNOWN_TROUBLE: readonly KnownTrouble[] = [
  {
    since: [2, 10, 20],
    fixedIn: [[2, 10, 23]],
    severity: 'danger',
    trouble: 'processes that are killed can leave a stream forgotten, with all its messages',
    source:
      'https://jepsen.io/analyses/nats-2.12.1, https://github.com/nats-io/nats-server/issues/6888',
  },
  {
    since: [2, 9, 0],
    fixedIn: [[2, 10, 0]],
    severity: 'warning',
    trouble:
      'a line that its maintainers call very old; after a lost tail its durable consumers skip ' +
      'what comes anew, in silence',
    source: 'https://github.com/nats-io/nats-server/issues/5703 (maintainers), measured on 2.9.10',
  },
  {
    since: [2, 9, 0],
    fixedIn: [
      [2, 11, 15],
      [2, 12, 6],
    ],
    severity: 'advice',
    trouble: 'a user who may restore one stream may write over others',
    source: 'https://github.com/advisories/GHSA-9983-vrx2-fg9c',
  },
  {
    since: [2, 9, 0],
    fixedIn: [
      [2, 11, 16],
      [2, 12, 7],
      [2, 14, 0],
    ],
    severity: 'advice',
    trouble: 'with no_auth_user, route and leafnode ports can be entered without authentication',
    source: 'https://advisories.nats.io/CVE/secnote-2026-16.txt',
  },
];

/** What is known of servers of a version. */
export function serverVersionFindings(version: string): Finding[] {
  const what = 'server: version';
  const [, ...parts] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  const [major = 0, minor = 0, patch = 0] = parts.map(Number);
  const found: Version = [major, minor, patch];
  const known = KNOWN_TROUBLE.filter((each) => hasTrouble(each, found));
  if (known.length === 0) {
    return [{ severity: 'ok', what, was: version, expected: 'none of known trouble' }];
  }
  return known.map(({ severity, trouble, fixedIn, source }) => {
    const fixed = fixedIn.map((each) => each.join('.')).join(', ');
    return {
      severity,
      what,
      was: `${version}: ${trouble} (${source})`,
      expected: `${fixed} or later`,
      change: `upgrade nats-server to the newest release (fixed in ${fixed})`,
    };
  });
}

/** A fix counts for its own release line, and the last of them for every later line. */
function hasTrouble({ since, fixedIn }: KnownTrouble, version: Version): boolean {
  const ofLine = fixedIn.find(([major, minor]) => major === version[0] && minor === version[1]);
  const fix = ofLine ?? fixedIn.at(-1);
  return compare(version, since) >= 0 && fix !== undefined && compare(version, fix) < 0;
}

function compare(a: Version, b: Version): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
