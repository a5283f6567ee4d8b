import type { ContractCase } from './contract/contract-case.js';
import { LIST_CASES } from './contract/list-cases.js';
import { READ_CASES } from './contract/read-cases.js';
import { REPLACE_CASES } from './contract/replace-cases.js';
import { WRITE_CASES } from './contract/write-cases.js';

export type { ContractCase, ContractScene } from './contract/contract-case.js';

/**
 * What every `ObjectStore` must pass, as plain asynchronous cases: any test runner can run them,
 * and each wants a scene of its own.
 */
export const OBJECT_STORE_CONTRACT: readonly ContractCase[] = [
  ...WRITE_CASES,
  ...REPLACE_CASES,
  ...READ_CASES,
  ...LIST_CASES,
];
