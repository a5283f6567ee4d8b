import { readFile } from 'node:fs/promises';
import { credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import { BusError } from '../errors.js';
/** The client's options for this access. Rejects with `BAD_OPTIONS`; no secret is in its message. */
export async function connectionOptions(access) {
  const urls = serverUrls(access.servers);
  const inUrl = urls.find(({ username }) => username !== '');
  const user = access.user ?? (inUrl?.password ? decodeURIComponent(inUrl.username) : undefined);
  const pass = access.password ?? decodeURIComponent(inUrl?.password ?? '');
  const token =
    access.token ?? (inUrl && !inUrl.password ? decodeURIComponent(inUrl.username) : undefined);
  assertOneWay({ ...access, user, token });
  const tls = tlsOptions(access.tls, urls);
  return {
    servers: urls.map(({ host }) => host),
    ...(user === undefined ? {} : { user, pass }),
    ...(token === undefined ? {} : { token }),
    ...(access.credentialsFile === undefined
      ? {}
      : { authenticator: credsAuthenticator(await secret(access.credentialsFile)) }),
    ...(access.nkeySeedFile === undefined
      ? {}
      : { authenticator: nkeyAuthenticator(await seed(access.nkeySeedFile)) }),
    ...(tls === undefined ? {} : { tls }),
  };
}
/** Hosts and ports, without what they may carry of credentials: fit for messages and logs. */
export function describeServers(servers) {
  return serverUrls(servers)
    .map(({ host }) => host)
    .join(', ');
}
const DEFAULT_PORT = 4222;
function serverUrls(servers) {
  const texts = (typeof servers === 'string' ? servers.split(',') : [...servers])
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (texts.length === 0) throw badServer('nothing');
  return texts.map((text) => {
    const whole = text.includes('://') ? text : `nats://${text}`;
    if (!URL.canParse(whole)) throw badServer('something else');
    const url = new URL(whole);
    if (url.protocol !== 'nats:' && url.protocol !== 'tls:') throw badServer(url.protocol);
    if (url.hostname === '') throw badServer('one without a host');
    if (url.port === '') url.port = String(DEFAULT_PORT);
    return url;
  });
}
const badServer = (was) =>
  new BusError('BAD_OPTIONS', `expected servers like nats://host:4222, was ${was}`);
function tlsOptions(files, urls) {
  if (files === undefined) return urls.some(({ protocol }) => protocol === 'tls:') ? {} : undefined;
  if ((files.certFile === undefined) !== (files.keyFile === undefined)) {
    const was = files.certFile === undefined ? 'a key alone' : 'a certificate alone';
    throw new BusError(
      'BAD_OPTIONS',
      `expected the client's TLS certificate and its key, was ${was}`,
    );
  }
  return { ...files };
}
function assertOneWay(access) {
  const ways = ['user', 'token', 'credentialsFile', 'nkeySeedFile'].filter(
    (way) => access[way] !== undefined,
  );
  if (ways.length < 2) return;
  throw new BusError('BAD_OPTIONS', `expected one way to log in, was ${ways.join(' and ')}`);
}
async function secret(path) {
  try {
    return await readFile(path);
  } catch (cause) {
    const was = cause.code ?? String(cause);
    throw new BusError('BAD_OPTIONS', `expected a readable file at ${path}, was ${was}`, { cause });
  }
}
/** The seed in a file that may have comments and blank lines around it. */
async function seed(path) {
  const found = /^S[A-Z2-7]{57}$/m.exec(Buffer.from(await secret(path)).toString('utf8'));
  if (found !== null) return Buffer.from(found[0]);
  throw new BusError('BAD_OPTIONS', `expected an NKey seed (SU…) in ${path}, was none`);
}
//# sourceMappingURL=connection-options.js.map
