import type { HeaderList } from './prepared-request.ts';

// Go's client writes these itself or not at all.
const NOT_SENT = new Set(['User-Agent', 'Host', 'Content-Length', 'Transfer-Encoding', 'Trailer']);

/** Headers in Go's order: the user agent first, the rest by name. */
export function wireHeaders(headers: ReadonlyMap<string, string>): HeaderList {
  const sent: [string, string][] = [];
  for (const entry of headers) if (!NOT_SENT.has(entry[0])) sent.push(entry);
  sent.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const userAgent = headers.get('User-Agent') ?? '';
  if (userAgent !== '') sent.unshift(['User-Agent', userAgent]);
  return sent;
}
