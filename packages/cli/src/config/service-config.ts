import { configField } from './field.js';
import { byteSize, choice, wholeNumber } from './value-kind.js';

/**
 * The variables of the lake service beside those of the lake. They are declared here, because one
 * `assay.yaml` serves all programs, and each has to know the names of the others.
 */
export const serviceConfigFields = {
  INGEST_MAX_BYTES: configField(byteSize(), {
    default: '32MiB',
    description: 'The largest body that POST /ingest takes.',
  }),
  LOG_LEVEL: configField(choice(['debug', 'info', 'warn', 'error']), {
    default: 'info',
    description: 'The least severe log lines that the service writes.',
  }),
  DEMO_SEED: configField(wholeNumber(0), {
    default: '7',
    description: 'Seed of the simulated market of serve --demo, when it starts for the first time.',
  }),
};
