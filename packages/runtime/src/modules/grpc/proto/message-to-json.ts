import {
  type DescField,
  type DescMessage,
  type JsonValue,
  type Message,
  type Registry,
  ScalarType,
  toJson,
} from '@bufbuild/protobuf';
import { isReflectList, isReflectMap, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';

const WITHOUT_PRESENCE = 2;

/** Messages that JSON has a form of their own for. */
const SPECIAL: ReadonlySet<string> = new Set(
  [
    'Any',
    'Timestamp',
    'Duration',
    'Struct',
    'Value',
    'ListValue',
    'FieldMask',
    'DoubleValue',
    'FloatValue',
    'Int64Value',
    'UInt64Value',
    'Int32Value',
    'UInt32Value',
    'BoolValue',
    'StringValue',
    'BytesValue',
  ].map((name) => `google.protobuf.${name}`),
);

/**
 * Protobuf's JSON with all fields, also those that are not set: that is what k6's scripts get, and no library for
 * JavaScript offers it for messages, which are `null` then.
 */
export function messageToJson(schema: DescMessage, message: Message, registry: Registry): JsonValue {
  return toFullJson(reflect(schema, message), registry);
}

function toFullJson(message: ReflectMessage, registry: Registry): JsonValue {
  if (SPECIAL.has(message.desc.typeName)) return toJson(message.desc, message.message, { registry });
  const json: Record<string, JsonValue> = {};
  for (const field of message.fields) {
    if (message.isSet(field)) json[field.jsonName] = fieldToJson(message, field, registry);
    else if (field.oneof === undefined) {
      const value = unsetValue(message, field, registry);
      if (value !== undefined) json[field.jsonName] = value;
    }
  }
  return json;
}

/** Undefined for fields that are left out, like those of an unset `oneof`. */
function unsetValue(message: ReflectMessage, field: DescField, registry: Registry): JsonValue | undefined {
  if (field.fieldKind === 'message') return null;
  if (field.fieldKind === 'list') return [];
  if (field.fieldKind === 'map') return {};
  if (field.presence === WITHOUT_PRESENCE) return fieldToJson(message, field, registry);
  return field.proto.proto3Optional ? undefined : null;
}

function fieldToJson(message: ReflectMessage, field: DescField, registry: Registry): JsonValue {
  const value: unknown = message.get(field);
  switch (field.fieldKind) {
    case 'list':
      return isReflectList(value) ? Array.from(value, (item) => itemToJson(field, item, registry)) : [];
    case 'map': {
      const entries = isReflectMap(value) ? [...value] : [];
      return Object.fromEntries(
        entries.map(([key, item]) => [String(key), itemToJson(field, item, registry)]),
      );
    }
    default:
      return itemToJson(field, value, registry);
  }
}

function itemToJson(field: DescField, value: unknown, registry: Registry): JsonValue {
  if (field.message !== undefined) return toFullJson(value as ReflectMessage, registry);
  if (field.enum !== undefined) {
    if (field.enum.typeName === 'google.protobuf.NullValue') return null;
    return field.enum.value[value as number]?.name ?? (value as number);
  }
  return scalarToJson(field.scalar ?? ScalarType.STRING, value);
}

function scalarToJson(type: ScalarType, value: unknown): JsonValue {
  switch (type) {
    case ScalarType.BYTES:
      return Buffer.from(value as Uint8Array).toString('base64');
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      return floatToJson(value as number, type === ScalarType.FLOAT);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return String(value);
    default:
      return value as JsonValue;
  }
}

/** JSON has no such numbers; those of 32 bits get as many digits as tell them apart. */
function floatToJson(value: number, isSingle: boolean): JsonValue {
  if (!Number.isFinite(value)) return String(value);
  if (!isSingle) return value;
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}
