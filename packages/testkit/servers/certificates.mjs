import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority and a certificate for the loopback. The types are in types/servers.d.mts. */
export async function createCertificates(folder) {
  mkdirSync(folder, { recursive: true });
  const file = (name) => join(folder, name);
  const openssl = async (...args) => {
    const { code, output } = await run('openssl', args, { cwd: folder });
    if (code !== 0) throw new Error(`expected openssl to end with 0, was ${code}:\n${output}`);
  };
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  writeFileSync(file('names.txt'), names);
  await openssl(
    ...['req', '-x509', ...KEY, '-days', '1', '-subj', '/CN=Assay test authority'],
    ...['-keyout', file('ca-key.pem'), '-out', file('ca.pem')],
  );
  await openssl(
    ...['req', ...KEY, '-subj', '/CN=localhost'],
    ...['-keyout', file('key.pem'), '-out', file('request.pem')],
  );
  await openssl(
    ...['x509', '-req', '-days', '1', '-in', file('request.pem'), '-extfile', file('names.txt')],
    ...['-CA', file('ca.pem'), '-CAkey', file('ca-key.pem'), '-CAcreateserial'],
    ...['-out', file('cert.pem')],
  );
  return { caFile: file('ca.pem'), certFile: file('cert.pem'), keyFile: file('key.pem') };
}
