import { createProgram } from '@assay/cli';
import { archiveCommand } from './commands/archive.js';
import { copyCommand } from './commands/copy.js';
import { deadLettersCommand } from './commands/dead-letters.js';
import { doctorCommand } from './commands/doctor.js';
import { retainCommand } from './commands/retain.js';
import { verifyCommand } from './commands/verify.js';
import { serveCommand } from './serve.js';
import { readVersion } from './version.js';

/** The commands of `lake-service`. */
export const program = createProgram({
  name: 'lake-service',
  version: readVersion().version,
  description: 'Stores market events from the log in Bronze, exactly once.',
  commands: [
    serveCommand,
    verifyCommand,
    doctorCommand,
    deadLettersCommand,
    copyCommand,
    archiveCommand,
    retainCommand,
  ],
});
