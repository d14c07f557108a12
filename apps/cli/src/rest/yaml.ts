/** What there is to print: numbers, texts and switches, in objects and lists of them. */
export type YamlValue =
  | string
  | number
  | boolean
  | { readonly [key: string]: YamlValue }
  | readonly YamlValue[];

/** Block style, two spaces for each level. */
export function toYaml(value: YamlValue): string {
  return linesOf(value)
    .map((line) => `${line}\n`)
    .join('');
}

function linesOf(value: YamlValue): string[] {
  if (isList(value)) return value.flatMap((item) => indented(linesOf(item), '- '));
  if (typeof value !== 'object') return [scalar(value)];
  return Object.entries(value).flatMap(([key, item]) => entryLines(scalar(key), item));
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function entryLines(key: string, value: YamlValue): string[] {
  if (typeof value !== 'object') return [`${key}: ${scalar(value)}`];
  if (Object.keys(value).length === 0) return [`${key}: ${isList(value) ? '[]' : '{}'}`];
  return [`${key}:`, ...indented(linesOf(value), '  ')];
}

function indented(lines: readonly string[], first: string): string[] {
  return lines.map((line, index) => (index === 0 ? first : '  ') + line);
}

/** Texts that would be something else, or end where they should not, are quoted. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const isPlain =
    /^[A-Za-z_][\w()./ -]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain && value.trimEnd() === value ? value : JSON.stringify(value);
}
