/** A JSON number as it was written, so that no digit is lost before its column is known. */
export interface JsonNumber {
  readonly text: string;
}

/** A JSON value. Objects keep every member in order, repeated names included. */
export type JsonValue = null | boolean | string | JsonNumber | JsonArray | JsonObject;

export interface JsonArray {
  readonly items: readonly JsonValue[];
}

export interface JsonObject {
  readonly members: readonly (readonly [name: string, value: JsonValue])[];
}

export function isJsonNumber(value: JsonValue): value is JsonNumber {
  return typeof value === 'object' && value !== null && 'text' in value;
}

export function isJsonArray(value: JsonValue): value is JsonArray {
  return typeof value === 'object' && value !== null && 'items' in value;
}

export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && 'members' in value;
}

/** A value in a few words, for messages: what a producer actually sent. */
export function describeJson(value: JsonValue): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  if (isJsonNumber(value)) {
    return value.text.length > 40 ? `${value.text.slice(0, 40)}…` : value.text;
  }
  return isJsonArray(value) ? `an array of ${value.items.length}` : 'an object';
}

/** A value as JSON text again, numbers as they were written. */
export function jsonText(value: JsonValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (isJsonNumber(value)) {
    return value.text;
  }
  if (isJsonArray(value)) {
    return `[${value.items.map(jsonText).join(',')}]`;
  }
  const members = value.members.map(([name, each]) => `${JSON.stringify(name)}:${jsonText(each)}`);
  return `{${members.join(',')}}`;
}
