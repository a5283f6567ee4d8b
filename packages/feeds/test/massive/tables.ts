import { bytesInput, openMassive, type Feed, type MassiveOptions } from '../../src/index.js';

/** First lines as the vendor documents them. */
export const STOCK_TRADES =
  'ticker,conditions,correction,exchange,id,participant_timestamp,price,sequence_number,sip_timestamp,size,tape,trf_id,trf_timestamp';
export const STOCK_QUOTES =
  'ticker,ask_exchange,ask_price,ask_size,bid_exchange,bid_price,bid_size,conditions,indicators,participant_timestamp,sequence_number,sip_timestamp,tape,trf_timestamp';
export const OPTION_TRADES = 'ticker,conditions,correction,exchange,price,sip_timestamp,size';

/** Opens lines as a plain file. */
export function openLines(lines: readonly string[], options?: MassiveOptions): Promise<Feed> {
  return openMassive(bytesInput('2025-12-16.csv', Buffer.from(lines.join('\n'))), options);
}
