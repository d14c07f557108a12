const TYPES = ['string', 'int', 'float', 'bool'] as const;

export type FieldType = (typeof TYPES)[number];

/**
 * Reads `name[:type]` for each tag that is written as a field.
 * @throws Error with k6's text.
 */
export function parseFieldTypes(entries: readonly string[]): Map<string, FieldType> {
  const fields = new Map<string, FieldType>();
  for (const entry of entries) {
    const [name = '', type = 'string'] = entry.split(':', 2);
    if (name === '') continue;
    if (!isFieldType(type)) {
      throw new Error(`an invalid type (${type}) is specified for an InfluxDB field (${name})`);
    }
    fields.set(name, type);
  }
  return fields;
}

function isFieldType(text: string): text is FieldType {
  return (TYPES as readonly string[]).includes(text);
}

/** A tag's value as the line protocol writes a field of that type; undefined when it is none. */
export function fieldText(value: string, type: FieldType): string | undefined {
  switch (type) {
    case 'string':
      return `"${value.replace(/["\\]/g, '\\$&')}"`;
    case 'int':
      return /^[+-]?\d+$/.test(value) ? `${BigInt(value)}i` : undefined;
    case 'float':
      return Number.isFinite(Number(value)) && value.trim() !== '' ? String(Number(value)) : undefined;
    case 'bool':
      return /^(1|t|true)$/i.test(value) ? 'true' : /^(0|f|false)$/i.test(value) ? 'false' : undefined;
  }
}
