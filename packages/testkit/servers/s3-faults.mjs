/*
 * Which requests of S3 a fault proxy lets go wrong, and how it counts them. The types and their meaning
 * are in types/proxies.d.mts.
 */

/** The S3 operation of a request that addresses its bucket by path. */
export function recogniseOperation(method, url, headers) {
  const { pathname, searchParams: query } = new URL(url, 'http://s3');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  return { operation: operationOf(method, key, query, headers), bucket, key };
}

function operationOf(method, key, query, headers) {
  switch (method) {
    case 'PUT':
      if (query.has('uploadId')) return 'part';
      if (key === '') return 'other';
      return headers['if-none-match'] === undefined ? 'replace' : 'create';
    case 'POST':
      if (query.has('uploads')) return 'initiate';
      if (query.has('uploadId')) return 'complete';
      return query.has('delete') ? 'delete' : 'other';
    case 'DELETE':
      if (query.has('uploadId')) return 'abort';
      return key === '' ? 'other' : 'delete';
    case 'GET':
      return key === '' || query.has('uploadId') ? 'list' : 'get';
    case 'HEAD':
      return key === '' ? 'other' : 'head';
    default:
      return 'other';
  }
}

/**
 * Rules in the order they were given: the first that wants a request has it, and all that match count
 * it.
 *
 * @param {string | number} seed what chance follows from
 */
export function createRuleBook(seed) {
  const dice = createDice(`${seed}`);
  /** @type {{ rule: any, matched: number, injected: number }[]} */
  let book = [];
  return {
    inject: (rule) => {
      const line = { rule, matched: 0, injected: 0 };
      book.push(line);
      return line;
    },
    clear: () => {
      book = [];
    },
    /** The rule that this request falls under, if any. */
    fallUnder: (request) => {
      let chosen;
      for (const line of book.filter(({ rule }) => matches(rule, request))) {
        line.matched += 1;
        if (chosen === undefined && wants(line, dice)) chosen = line;
      }
      if (chosen !== undefined) chosen.injected += 1;
      return chosen?.rule;
    },
  };
}

function matches({ operation = 'any', key }, request) {
  const operations = [operation].flat();
  if (!operations.includes('any') && !operations.includes(request.operation)) return false;
  if (key === undefined) return true;
  return typeof key === 'string' ? key === request.key : key.test(request.key);
}

function wants({ rule, matched, injected }, dice) {
  const { nth, every, probability, times = Infinity } = rule;
  if (injected >= times) return false;
  if (nth !== undefined) return [nth].flat().includes(matched);
  if (every !== undefined) return matched % every === 0;
  return probability === undefined || dice() < probability;
}

/** Numbers in [0, 1) that repeat for a seed: mulberry32 (Tommy Ettinger), seeded by 32-bit FNV-1a. */
function createDice(seed) {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed, 'utf8')) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CODES = {
  409: 'ConditionalRequestConflict',
  412: 'PreconditionFailed',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'SlowDown',
};

/** The body by which S3 tells an error. */
export function errorBody(status, key) {
  const code = CODES[status] ?? 'InternalError';
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>` +
    `<Message>made up by the fault proxy</Message><Resource>${encodeURI(key)}</Resource></Error>`
  );
}
