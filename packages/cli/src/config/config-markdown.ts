import type { ConfigField, ConfigFields } from './field.js';

/** The configuration page's table of `fields`, in their order. */
export function configMarkdown(fields: ConfigFields): string {
  const rows = Object.entries(fields).flatMap(([name, field]) => [
    row(`\`${name}\``, defaultOf(field), meaningOf(field)),
    ...(field.formerName === undefined
      ? []
      : [row(`\`${field.formerName}\``, '–', `Former name of \`${name}\`, taken with a notice.`)]),
  ]);
  return [row('variable', 'default', 'meaning'), row('---', '---', '---'), ...rows, ''].join('\n');
}

function defaultOf(field: ConfigField<unknown>): string {
  return field.default === undefined ? 'unset' : `\`${field.default}\``;
}

function meaningOf({ description, kind, secret, ownFolder }: ConfigField<unknown>): string {
  return [
    description,
    `Takes ${kind.expectation}.`,
    ...(ownFolder ? ['Must be apart from the other folders.'] : []),
    ...(secret ? ['Secret: never printed.'] : []),
  ].join(' ');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
