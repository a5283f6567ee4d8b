/** Whether a text is meant for `globPattern`. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/**
 * The pattern of a glob over a path whose parts are joined by `/`: `*` and `?` stay within a part, a part
 * `**` stands for any number of them, `[a-z]` and `[!a-z]` for one character, `{a,b}` for either.
 */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${source(glob)}$`, 'u');
}

function source(glob: string): string {
  let pattern = '';
  let at = 0;
  while (at < glob.length) {
    const [text, next] = piece(glob, at);
    pattern += text;
    at = next;
  }
  return pattern;
}

/** The pattern of what stands at `at`, and where the rest begins. */
function piece(glob: string, at: number): [string, number] {
  if (glob.startsWith('**/', at)) {
    return ['(?:[^/]+/)*', at + 3];
  }
  if (glob.startsWith('**', at)) {
    return ['.*', at + 2];
  }
  const character = glob[at];
  if (character === '*') {
    return ['[^/]*', at + 1];
  }
  if (character === '?') {
    return ['[^/]', at + 1];
  }
  // A bracket that nothing closes stands for itself.
  const close = character === '[' ? glob.indexOf(']', at + 2) : -1;
  if (close > 0) {
    const inside = glob.slice(at + 1, close).replace(/[\\^[]/gu, '\\$&');
    return [`[${inside.startsWith('!') ? `^/${inside.slice(1)}` : inside}]`, close + 1];
  }
  const end = character === '{' ? glob.indexOf('}', at + 1) : -1;
  if (end > 0) {
    const choices = glob.slice(at + 1, end).split(',');
    return [`(?:${choices.map(source).join('|')})`, end + 1];
  }
  return [character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&'), at + 1];
}
