/** Takes a snapshot of an object of a local lake, says where, and holds it until its input ends. */
import { createLocalStore } from '../../src/index.js';

const [root, key] = process.argv.slice(2);
const { path } = await createLocalStore({ root }).snapshot(key);
process.stdout.write(`holds ${path}\n`);
process.stdin.resume();
