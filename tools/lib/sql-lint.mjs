import ts from 'typescript';

/*
 * SQL whose result may change between two runs over the same rows. What such a statement writes cannot
 * be reproduced, so none may stand in a package's sources.
 */

/** Text that is SQL rather than prose: a statement's or a clause's keyword in capitals, or a call of an aggregate. */
const LOOKS_LIKE_SQL =
  /\b(SELECT|COPY|INSERT|CREATE|ORDER BY|GROUP BY|PARTITION BY|FROM|JOIN|WHERE|OVER)\b|^\s*(select|with|copy|insert|create)\s/;

/** Functions that no SQL may call, and what to write instead. */
const FORBIDDEN_CALLS = [
  [/\bany_value\s*\(/i, 'any_value picks any row: use arg_min over a total order'],
  [/\bapprox_\w+\s*\(/i, 'approx_* depends on the threads: use the exact aggregate'],
  [/\b(first|last)\((?![^()]*\bORDER BY\b)/i, 'first/last without ORDER BY: order it totally'],
  [/\bmode\(/i, 'mode breaks ties by chance: rank by count, then by value'],
  [/\b(now|today|get_current_timestamp|transaction_timestamp)\(/i, 'take the time as a parameter'],
  [/\b(current_timestamp|current_date|localtimestamp)\b/i, 'take the time as a parameter'],
  [/\b(random|uuid|uuidv4|uuidv7|gen_random_uuid|setseed)\(/i, 'no chance in SQL'],
  [/\bhash\(/i, 'hash() is private to a DuckDB version: use a digest of schemas'],
  [/\bUSING SAMPLE\b|\bTABLESAMPLE\b/i, 'no samples: filter by a rule'],
];

/** What a COPY may not say: each loses the order of rows or splits files by thread. */
const COPY_OPTIONS = /\b(PARTITION_BY|FILE_SIZE_BYTES|ROW_GROUPS_PER_FILE|PER_THREAD_OUTPUT)\b/i;

/** Aggregates over floats or lists, whose result follows the order in which rows arrive. */
const ORDERED_AGGREGATES =
  /\b(sum|avg|mean|fsum|kahan_sum|stddev\w*|var_\w+|variance|corr|covar_\w+|regr_\w+|skewness|kurtosis\w*|product|list|array_agg|string_agg|group_concat|histogram)\s*\(/gi;

/** Arguments whose sum is exact in any order. */
const EXACT =
  /::\s*(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\([^)]*\)|BOOLEAN)\b|\bCASE\b.*\bTHEN [01]\b/i;

/**
 * The complaints about one piece of SQL; none when its result is the same in every run.
 *
 * @param {string} sql with `${…}` where a template has a value
 * @returns {string[]}
 */
export function sqlComplaints(sql) {
  const complaints = FORBIDDEN_CALLS.filter(([pattern]) =>
    /** @type {RegExp} */ (pattern).test(sql),
  ).map(([, advice]) => String(advice));
  const option = COPY_OPTIONS.exec(sql);
  if (option !== null) {
    complaints.push(`${option[1]} loses the order of rows: write one file per COPY`);
  }
  if (/\bASOF\b/i.test(sql) && !/(--|\/\*)\s*ties:\s*\S/.test(sql)) {
    complaints.push('ASOF JOIN without a word on ties: say "-- ties: <unique key>" beside it');
  }
  for (const match of sql.matchAll(ORDERED_AGGREGATES)) {
    const { argument, after } = callAt(sql, match.index + match[0].length);
    const ordered = /\bORDER BY\b/i.test(argument) || /^\s*OVER\s*\([^)]*\bORDER BY\b/i.test(after);
    if (!ordered && !EXACT.test(argument)) {
      complaints.push(
        `${match[1]}(${argument.trim()}) follows the order of rows: add ORDER BY a total key, or cast to an exact type (::BIGINT)`,
      );
    }
  }
  return complaints;
}

/** The text between the parentheses that open before `start`, and what follows them. */
function callAt(sql, start) {
  let depth = 1;
  let end = start;
  while (end < sql.length && depth > 0) {
    if (sql[end] === '(') depth += 1;
    if (sql[end] === ')') depth -= 1;
    end += 1;
  }
  return { argument: sql.slice(start, end - 1), after: sql.slice(end) };
}

/**
 * The pieces of SQL in a TypeScript source: its string literals and templates that read like SQL.
 *
 * @param {string} source
 * @returns {{ line: number, sql: string }[]} `line` counts from 1
 */
export function sqlIn(source) {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ESNext, true);
  const found = [];
  const visit = (node) => {
    const text = textOf(node);
    if (text !== undefined && LOOKS_LIKE_SQL.test(text)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push({ line: line + 1, sql: text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => '${…}' + literal.text).join('');
}

/** Every complaint about the SQL of one source file, as `line: complaint`. */
export function sourceComplaints(source) {
  return sqlIn(source).flatMap(({ line, sql }) =>
    sqlComplaints(sql).map((complaint) => `${line}: ${complaint}`),
  );
}
