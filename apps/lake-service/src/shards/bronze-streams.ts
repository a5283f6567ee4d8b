import { STREAMS } from '@assay/bus';

/** The streams that Bronze stores: `LEVELS` holds signals, which are Gold's. */
export const BRONZE_STREAMS = STREAMS.filter(({ name }) => name !== 'LEVELS');
