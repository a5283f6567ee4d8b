/**
 * `docs/configuration.md`, from the field declarations of `@assay/cli`; undefined while it declares none.
 *
 * @param {any} cli what `@assay/cli` exports
 * @returns {string | undefined}
 */
export function configurationPage(cli) {
  const { configMarkdown, lakeConfigFields, serviceConfigFields } = cli;
  if (lakeConfigFields === undefined) return undefined;
  return [
    '# Configuration',
    'The environment comes first, then `assay.yaml`, then the defaults. Every problem is reported at' +
      ' once, by name, and the command exits with 2. Secrets never appear in logs or metadata.',
    '## Every program',
    configMarkdown(lakeConfigFields),
    '## The lake service',
    configMarkdown(serviceConfigFields),
  ].join('\n\n');
}
