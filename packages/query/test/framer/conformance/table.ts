import { books } from './books.js';
import type { LineCase } from './case.js';
import { doubles } from './doubles.js';
import { envelopes } from './envelopes.js';
import { integers, notNumbers } from './integers.js';
import { fields, shapes, subjects } from './objects.js';
import { texts } from './text.js';
import { times } from './times.js';

/** Every line of the conformance table, by what it is about. */
export const TABLE: Readonly<Record<string, readonly LineCase[]>> = {
  integers,
  'spellings of numbers': notNumbers,
  times,
  doubles,
  text: texts,
  fields,
  shapes,
  subjects,
  'quotes and books': books,
  envelopes,
};
