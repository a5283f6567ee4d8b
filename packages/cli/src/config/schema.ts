import type * as Zod from 'zod';
import type { ConfigField, ConfigFields } from './field.js';

/**
 * The zod schema of a program's configuration: one key a field, each with its description. It takes
 * what people wrote (texts, YAML scalars, or undefined for a field nobody gave) and gives values.
 */
export async function configSchema(fields: ConfigFields): Promise<Zod.ZodType> {
  const zod = await import('zod');
  const shape = Object.entries(fields).map(([name, field]) => [name, fieldSchema(zod, field)]);
  return zod.object(Object.fromEntries(shape) as Record<string, Zod.ZodType>);
}

function fieldSchema(zod: typeof Zod, field: ConfigField<unknown>): Zod.ZodType {
  return zod
    .unknown()
    .transform((given, context) => {
      const written = given ?? field.default;
      const value = written === undefined ? undefined : field.kind.parse(written);
      if (written !== undefined && value === undefined) {
        context.addIssue({ code: 'custom', message: `expected ${field.kind.expectation}` });
      }
      return value;
    })
    .describe(field.description);
}
