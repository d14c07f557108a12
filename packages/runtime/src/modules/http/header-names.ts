const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LIMIT = 4096;

const known = new Map<string, string>();

/** `x-my-header` → `X-My-Header`. Names that are no tokens stay as they are, as in Go. Remembers what it was asked. */
export function canonicalHeaderName(name: string): string {
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const canonical = isHeaderToken(name)
    ? name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
    : name;
  if (known.size >= LIMIT) known.clear();
  known.set(name, canonical);
  return canonical;
}

export function isHeaderToken(name: string): boolean {
  return TOKEN.test(name);
}

/** No control characters but tabs; bytes outside ASCII are fine. */
export function isHeaderValue(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\x00-\x08\x0a-\x1f\x7f]/.test(value);
}
