export * from './tools/servers/harness.mjs';
