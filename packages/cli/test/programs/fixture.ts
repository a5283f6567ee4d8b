import { main } from '../../src/index.js';
import { fixtureProgram } from '../program/fixture-program.js';

await main(fixtureProgram);
