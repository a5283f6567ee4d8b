const QUOTE = '"';

/**
 * The fields of a line of comma-separated values (RFC 4180), or undefined where a quoted field does
 * not end with its line: no table that is read here has line breaks inside fields, so that a stray
 * quote costs one line and not the rest of the file.
 */
export function splitFields(line: string): readonly string[] | undefined {
  if (!line.includes(QUOTE)) {
    return line.split(',');
  }
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const end = line[at] === QUOTE ? quotedEnd(line, at) : plainEnd(line, at);
    if (end === undefined) {
      return undefined;
    }
    const field = line.slice(at, end);
    fields.push(line[at] === QUOTE ? field.slice(1, -1).replaceAll('""', QUOTE) : field);
    if (end === line.length) {
      return fields;
    }
    at = end + 1;
  }
}

function plainEnd(line: string, start: number): number | undefined {
  const comma = line.indexOf(',', start);
  const end = comma === -1 ? line.length : comma;
  const quote = line.indexOf(QUOTE, start);
  return quote !== -1 && quote < end ? undefined : end;
}

/** The place after the closing quote, which a comma or the end of the line has to follow. */
function quotedEnd(line: string, start: number): number | undefined {
  let at = start + 1;
  for (;;) {
    const quote = line.indexOf(QUOTE, at);
    if (quote === -1) {
      return undefined;
    }
    if (line[quote + 1] === QUOTE) {
      at = quote + 2;
      continue;
    }
    const next = line[quote + 1];
    return next === undefined || next === ',' ? quote + 1 : undefined;
  }
}
