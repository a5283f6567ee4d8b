import { configField, optionalField } from './field.js';
import { byteSize, choice, choices, duration, prices, text, wholeNumber } from './value-kind.js';

/** The parts of the service that can run in a process of their own. */
export const SERVICE_COMPONENTS = ['bronze', 'signals', 'gold'] as const;

/**
 * The variables of the lake service beside those of the lake. They are declared here, because one
 * `assay.yaml` serves all programs, and each has to know the names of the others.
 */
export const serviceConfigFields = {
  COMPONENTS: configField(choices(SERVICE_COMPONENTS), {
    default: SERVICE_COMPONENTS.join(','),
    description:
      'What this process does: bronze stores events, signals runs the level engine into Gold, gold stores the ' +
      'signals of other producers. With the embedded log one process does it all.',
  }),
  SIGNALS_UNDERLYING: configField(choice(['SPY', 'ES']), {
    default: 'SPY',
    description: 'What the levels are of: SPY, with the book and tape of ES; or ES alone.',
  }),
  SIGNALS_PRODUCER: configField(text('a name'), {
    default: 'assay',
    description: 'Who signs the signals of this service, in the column producer.',
  }),
  SIGNALS_HOTZONES: optionalField(prices(), {
    description: 'Prices of levels of your own (USER_HOTZONE), with commas between them.',
  }),
  SIGNALS_ALLOWANCE: configField(duration(), {
    default: '2s',
    description:
      'So long signals wait for inputs that are behind the others. What comes later still is counted as missed.',
  }),
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
