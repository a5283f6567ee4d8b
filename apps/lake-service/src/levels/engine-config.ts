import { ES_CONFIG, SPY_CONFIG, type EngineConfig } from '@assay/signals';
import type { ServiceConfig } from '../config.js';

const BASES = { SPY: SPY_CONFIG, ES: ES_CONFIG } as const;

/** The level engine that the configuration asks for. A simulated market never closes. */
export function engineConfigOf(
  {
    SIGNALS_UNDERLYING,
    SIGNALS_PRODUCER,
    SIGNALS_HOTZONES,
  }: Pick<ServiceConfig['values'], 'SIGNALS_UNDERLYING' | 'SIGNALS_PRODUCER' | 'SIGNALS_HOTZONES'>,
  demo: boolean,
): EngineConfig {
  return {
    ...BASES[SIGNALS_UNDERLYING],
    producer: SIGNALS_PRODUCER,
    hotzones: SIGNALS_HOTZONES?.split(',').map(Number) ?? [],
    hours: demo ? 'always' : 'exchange',
  };
}
