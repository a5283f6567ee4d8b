/*
 * What tests and benches use of this folder. They import it by way of `test-servers.mjs` at the root of
 * the workspace (`import { startNatsServer } from '../../../test-servers.mjs'`), which has the types and
 * belongs to no project: an import of `tools` would turn the project graph into a circle.
 */
export { createCertificates } from './certificates.mjs';
export { isSkipped, programPath } from './lookup.mjs';
export { startNatsServer } from './nats.mjs';
export { findPeers } from './peers.mjs';
export { startTcpProxy } from './proxy.mjs';
export { startS3FaultProxy } from './s3-fault-proxy.mjs';
export { startS3Server } from './s3.mjs';
