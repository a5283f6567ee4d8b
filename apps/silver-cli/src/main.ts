import { main } from '@assay/cli';
import { program } from './program.js';

await main(program);
