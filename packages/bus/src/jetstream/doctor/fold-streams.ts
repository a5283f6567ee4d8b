import type { Finding } from '@assay/schemas';

const OF_A_STREAM = /^stream ([^:]+)(?=:|$)/;

/**
 * Findings that are equal but for the stream, as one that lists the streams: in its command `NAME`
 * stands for each of them. Others stay as they are; each stands where its first one stood.
 */
export function foldStreams(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, { readonly first: Finding; readonly streams: string[] }>();
  for (const [index, finding] of findings.entries()) {
    const stream = OF_A_STREAM.exec(finding.what)?.[1];
    const key = stream === undefined ? String(index) : JSON.stringify(asOfAny(finding, stream));
    const group = groups.get(key) ?? { first: finding, streams: [] };
    groups.set(key, group);
    if (stream !== undefined) {
      group.streams.push(stream);
    }
  }
  return [...groups.values()].map(({ first, streams }) =>
    streams.length < 2 ? first : ofAll(first, streams),
  );
}

/** The finding with `NAME` wherever it names its stream. */
function asOfAny(finding: Finding, stream: string): Finding {
  const nameless = (text: string) => text.replaceAll(stream, 'NAME');
  const { severity, what, was, expected, change } = finding;
  return {
    severity,
    what: nameless(what),
    was: nameless(was),
    expected: nameless(expected),
    ...(change === undefined ? {} : { change: nameless(change) }),
  };
}

function ofAll(first: Finding, streams: readonly string[]): Finding {
  const [stream] = streams;
  const { change, ...folded } = asOfAny(first, stream);
  const what = first.what.replace(OF_A_STREAM, `streams ${streams.join(', ')}`);
  if (change === undefined) {
    return { ...folded, what };
  }
  const each = change.includes('NAME') ? `for each stream (NAME): ${change}` : change;
  return { ...folded, what, change: each };
}
