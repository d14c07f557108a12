const COMMENTS = ['//# sourceMappingURL=', '//@ sourceMappingURL='];
const BASE64_JSON = /^data:application\/json;(?:charset=[^;,]+;)?base64,(.*)$/;
// Servers may put this in front to keep the file from running as a script.
const ANTI_HIJACKING = /^\)\]\}'[^\n]*\n/;

/** The address of a file's source map: its last line of code must be the comment that bundlers write. */
export function sourceMapAddress(code: string): string | undefined {
  const at = Math.max(...COMMENTS.map((comment) => code.lastIndexOf(comment)));
  if (at < 0) return undefined;
  const [address = '', ...rest] = code
    .slice(code.indexOf('=', at) + 1)
    .trim()
    .split(/\s/);
  return address === '' || rest.length > 0 ? undefined : address;
}

/**
 * The text of a source map. Relative addresses count from the module.
 * @throws Error when it cannot be read or is no source map.
 */
export function readSourceMap(address: string, moduleUrl: string, read: (url: string) => Uint8Array): string {
  const text = address.startsWith('data:')
    ? inlineMap(address)
    : decode(read(new URL(address, moduleUrl).href));
  const json = text.replace(ANTI_HIJACKING, '');
  const { version } = (JSON.parse(json) ?? {}) as { version?: unknown };
  if (version !== 3) throw new Error(`unsupported source map version ${String(version)}`);
  return json;
}

function inlineMap(address: string): string {
  const base64 = BASE64_JSON.exec(address)?.[1];
  if (base64 === undefined) throw new Error('unsupported data URL');
  return Buffer.from(base64, 'base64').toString('utf8');
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
