import { BusError } from '../errors.js';
/** The oldest server that is supported: the first with named ephemeral consumers, and Debian's. */
const OLDEST = [2, 9, 0];
/** The first version that has each feature. */
const SINCE = {
  consumerMetadata: [2, 10, 0],
};
/** What a server of this version can do. Throws `UNSUPPORTED_SERVER` for one that is too old. */
export function serverFeatures(version) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  if (match === null) {
    throw new BusError('UNSUPPORTED_SERVER', `expected a nats-server version, was '${version}'`);
  }
  const found = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (!isAtLeast(found, OLDEST)) {
    throw new BusError(
      'UNSUPPORTED_SERVER',
      `expected nats-server ${OLDEST.join('.')} or later, was ${version}: upgrade the server`,
    );
  }
  return { version, consumerMetadata: isAtLeast(found, SINCE.consumerMetadata) };
}
function isAtLeast(found, wanted) {
  for (const [index, part] of wanted.entries()) {
    const own = found[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
//# sourceMappingURL=server-features.js.map
