import {
  type DescMessage,
  fromJsonString,
  type Message,
  type Registry,
  ScalarType,
} from '@bufbuild/protobuf';
import { jsonName } from './json-name.ts';

/** The JSON does not fit the message; the text is in Go's words. */
export class MessageError extends Error {}

/** Reads a message from the JSON text of a script's object. @throws MessageError */
export function messageFromJson(schema: DescMessage, text: string, registry: Registry): Message {
  try {
    return fromJsonString(schema, text, { registry, ignoreUnknownFields: false });
  } catch (error) {
    throw new MessageError(`proto: ${inGoWords((error as Error).message, text, registry)}`);
  }
}

function inGoWords(message: string, text: string, registry: Registry): string {
  const unknown = /key "(.*)" is unknown/.exec(message)?.[1];
  if (unknown !== undefined) {
    const key = JSON.stringify(unknown);
    return `${positionOf(text.indexOf(`${key}:`))}: unknown field ${key}`;
  }
  const badEnum = /cannot decode enum \S+ from JSON: (.*)$/.exec(message)?.[1];
  if (badEnum !== undefined) return badEnumText(text, badEnum);
  const [, owner, name] = /cannot decode field (\S+)\.(\w+) from JSON/.exec(message) ?? [];
  const field = registry.getMessage(owner ?? '')?.fields.find((one) => one.name === name);
  if (field === undefined) return message;
  const { raw, index } = rawValueOf(text, [field.jsonName, field.name]);
  const kind = field.enum === undefined ? scalarName(field.scalar) : 'enum';
  return `${positionOf(index)}: invalid value for ${kind} field ${field.jsonName}: ${raw}`;
}

function badEnumText(text: string, raw: string): string {
  const index = text.indexOf(`:${raw}`) + 1;
  const key = /"(\w+)":$/.exec(text.slice(0, index))?.[1] ?? '';
  return `${positionOf(index)}: invalid value for enum field ${jsonName(key)}: ${raw}`;
}

/** One line is all there is. */
function positionOf(index: number): string {
  return `(line 1:${Math.max(index, 0) + 1})`;
}

function rawValueOf(text: string, names: readonly string[]): { raw: string; index: number } {
  for (const name of names) {
    const key = `${JSON.stringify(name)}:`;
    const at = text.indexOf(key);
    if (at < 0) continue;
    const index = at + key.length;
    return { raw: /^(?:"(?:[^"\\]|\\.)*"|[^,}\]]*)/.exec(text.slice(index))?.[0] ?? '', index };
  }
  return { raw: '', index: 0 };
}

function scalarName(scalar: ScalarType | undefined): string {
  return scalar === undefined ? 'message' : (ScalarType[scalar]?.toLowerCase() ?? 'message');
}
