import { BusError } from '../errors.js';

/** What depends on the server's version. Everything else Assay uses is there from 2.9 on. */
export interface ServerFeatures {
  readonly version: string;
  /** A consumer may carry metadata that operators see. */
  readonly consumerMetadata: boolean;
}

/** The oldest server that is supported: the first with named ephemeral consumers, and Debian's. */
const OLDEST: Version = [2, 9, 0];

type Version = readonly [number, number, number];

/** The first version that has each feature. */
const SINCE: Readonly<Record<Exclude<keyof ServerFeatures, 'version'>, Version>> = {
  consumerMetadata: [2, 10, 0],
};

/** What a server of this version can do. Throws `UNSUPPORTED_SERVER` for one that is too old. */
export function serverFeatures(version: string): ServerFeatures {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  if (match === null) {
    throw new BusError('UNSUPPORTED_SERVER', `expected a nats-server version, was '${version}'`);
  }
  const found: Version = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (!isAtLeast(found, OLDEST)) {
    throw new BusError(
      'UNSUPPORTED_SERVER',
      `expected nats-server ${OLDEST.join('.')} or later, was ${version}: upgrade the server`,
    );
  }
  return { version, consumerMetadata: isAtLeast(found, SINCE.consumerMetadata) };
}

function isAtLeast(found: Version, wanted: Version): boolean {
  for (const [index, part] of wanted.entries()) {
    const own = found[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
