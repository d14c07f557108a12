import { goFormat } from './go-format.ts';

/** `application/x-www-form-urlencoded` of a script's object, as Go's `url.Values` writes it. */
export function encodeForm(fields: object): string {
  return Object.keys(fields)
    .sort(compareBytes)
    .flatMap((key) => formValues(Reflect.get(fields, key)).map((value) => `${encode(key)}=${encode(value)}`))
    .join('&');
}

function formValues(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(goFormat) : [goFormat(value)];
}

function encode(text: string): string {
  // By way of bytes, since a lone surrogate has no encoding of its own.
  const wellFormed = /[\ud800-\udfff]/.test(text) ? Buffer.from(text, 'utf8').toString('utf8') : text;
  return encodeURIComponent(wellFormed)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** Go sorts strings by their UTF-8 bytes, not by UTF-16 units. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
