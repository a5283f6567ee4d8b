/*
 * Real servers for tests and benches: found on PATH, else in the cache outside the checkout, else
 * provisioned. Each is a process of its own on a free loopback port with a folder of its own, and ends
 * with the process that started it, however that ends.
 *
 * A test that starts one says so in its title, `[needs nats]`, and is left out only on request:
 *
 *     describe.skipIf(isSkipped('nats'))('the JetStream log [needs nats]', () => { … });
 */
export * from './types/provisioning.mjs';
export * from './types/servers.mjs';
export * from './types/proxies.mjs';
export * from './types/programs.mjs';
export * from './types/test-lake.mjs';
