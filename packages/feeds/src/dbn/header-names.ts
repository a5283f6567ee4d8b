import { SCHEMAS } from './layout.js';

const SYMBOL_TYPES: readonly string[] = [
  'instrument_id',
  'raw_symbol',
  'smart',
  'continuous',
  'parent',
  'nasdaq_symbol',
  'cms_symbol',
  'isin',
  'us_code',
  'bbg_comp_id',
  'bbg_comp_ticker',
  'figi',
  'figi_ticker',
  'listing_id',
  'issuer_id',
  'security_id',
];

/** What a header calls the schema of that number. */
export function schemaName(schemaNumber: number): string {
  return SCHEMAS[schemaNumber] ?? `schema ${schemaNumber}`;
}

/** What a header calls the way of naming instruments of that number. */
export function symbolTypeName(symbolType: number): string {
  return SYMBOL_TYPES[symbolType] ?? `symbol type ${symbolType}`;
}
