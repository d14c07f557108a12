/** Names with their values in order; those ending in `-bin` hold bytes. */
export type Metadata = readonly (readonly [name: string, value: string | Uint8Array])[];

const NOT_METADATA: ReadonlySet<string> = new Set([
  'grpc-encoding',
  'grpc-accept-encoding',
  'grpc-message',
  'grpc-message-type',
  'grpc-status',
  'grpc-timeout',
  'te',
]);

/** Fills in HTTP headers; repeated names become lists. */
export function addMetadata(headers: Record<string, string | string[]>, metadata: Metadata): void {
  for (const [name, value] of metadata) {
    const text = typeof value === 'string' ? value : Buffer.from(value).toString('base64').replace(/=+$/, '');
    const known = headers[name];
    if (known === undefined) headers[name] = text;
    else headers[name] = Array.isArray(known) ? [...known, text] : [known, text];
  }
}

/** What a server sent, by lower-case name, without what belongs to the protocol. */
export function readMetadata(rawHeaders: readonly string[]): Record<string, string[]> {
  const metadata: Record<string, string[]> = {};
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const value = rawHeaders[i + 1] ?? '';
    if (name.startsWith(':') || NOT_METADATA.has(name)) continue;
    const text = name.endsWith('-bin') ? Buffer.from(value, 'base64').toString('latin1') : value;
    const known = metadata[name];
    if (known === undefined) metadata[name] = [text];
    else known.push(text);
  }
  return metadata;
}

export function rawHeader(rawHeaders: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) if (rawHeaders[i] === name) return rawHeaders[i + 1];
  return undefined;
}

/** `grpc-message` is percent-encoded UTF-8. */
export function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded after all.
    return text;
  }
}

const LARGEST_TIMEOUT_VALUE = 99_999_999;

/** As `grpc-timeout` wants it: at most eight digits and a unit. */
export function timeoutHeader(ms: number): string {
  const millis = Math.max(1, Math.ceil(ms));
  return millis <= LARGEST_TIMEOUT_VALUE ? `${millis}m` : `${Math.ceil(millis / 1000)}S`;
}
