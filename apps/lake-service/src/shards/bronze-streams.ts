import { STREAMS } from '@assay/bus';

/** The stream of signals, which are Gold's. */
export const LEVELS_STREAM = 'LEVELS';

/** The streams that Bronze stores. */
export const BRONZE_STREAMS = STREAMS.filter(({ name }) => name !== LEVELS_STREAM);
