import type { ValueKind } from './value-kind.js';

/** What a variable can hold. */
export type ConfigValue = string | number | boolean;

/** One configuration variable: declared once, read, checked, shown and documented from here. */
export interface ConfigField<Value> {
  readonly kind: ValueKind<NonNullable<Value>>;
  /** What it means, in one sentence. */
  readonly description: string;
  /** The default as a person would write it; undefined: unset unless given. */
  readonly default: string | undefined;
  /** Never printed, not even when it is wrong. */
  readonly secret: boolean;
  /** An older name, accepted with a notice. */
  readonly formerName: string | undefined;
  /** A local folder that no other such folder may be, be in, or hold. */
  readonly ownFolder: boolean;
}

/** The fields of one program by variable name. Each name is also its key in `assay.yaml`. */
export type ConfigFields = Readonly<Record<string, ConfigField<unknown>>>;

/** The values of `Fields` once read. */
export type ConfigOf<Fields extends ConfigFields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends ConfigField<infer Value> ? Value : never;
};

interface FieldOptions {
  readonly description: string;
  readonly secret?: boolean;
  readonly formerName?: string;
  readonly ownFolder?: boolean;
}

/** A variable that always has a value. Throws when its own default does not fit its kind. */
export function configField<Value extends ConfigValue>(
  kind: ValueKind<Value>,
  options: FieldOptions & { readonly default: string },
): ConfigField<Value> {
  if (kind.parse(options.default) === undefined) {
    throw new Error(`default: expected ${kind.expectation}, was "${options.default}"`);
  }
  return field(kind, options, options.default);
}

/** A variable that is `undefined` unless someone gives it. */
export function optionalField<Value extends ConfigValue>(
  kind: ValueKind<Value>,
  options: FieldOptions,
): ConfigField<Value | undefined> {
  return field<Value | undefined>(kind, options, undefined);
}

function field<Value>(
  kind: ValueKind<NonNullable<Value>>,
  { description, secret = false, formerName, ownFolder = false }: FieldOptions,
  defaultText: string | undefined,
): ConfigField<Value> {
  return { kind, description, default: defaultText, secret, formerName, ownFolder };
}
