import { Readable } from 'node:stream';
import { pack } from 'tar-stream';

type Header = Parameters<ReturnType<typeof pack>['entry']>[0];

export interface TarEntry {
  readonly header: Header | string;
  readonly content?: string | Buffer;
}

/** The bytes of a tar with these entries. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { header, content = '' } of entries) {
    const full = typeof header === 'string' ? { name: header } : header;
    const hasContent = full.type === undefined || full.type === 'file';
    if (hasContent) tar.entry(full, content);
    else tar.entry(full);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const SCRIPT = "import http from 'k6/http';\nexport default () => http.get('http://127.0.0.1/');\n";

/** What `k6 archive` would write for a small script, with the token the client puts there. */
export function archiveOf(
  options: Readonly<Record<string, unknown>> = { vus: 2, duration: '10s' },
  env: Readonly<Record<string, string>> = {},
  script = SCRIPT,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Buffer> {
  const metadata = {
    type: 'js',
    options,
    filename: 'file:///home/user/tests/script.js',
    pwd: 'file:///home/user/tests',
    env,
    compatibilityMode: 'extended',
    k6version: '2.2.0',
    goos: 'linux',
    dependencies: { k6: '*' },
    ...more,
  };
  return tarOf([
    { header: 'metadata.json', content: JSON.stringify(metadata) },
    { header: 'data', content: script },
    { header: { name: 'file/home', type: 'directory' } },
    { header: { name: 'file/home/user/tests/script.js', type: 'link', linkname: 'data', size: 0 } },
    { header: 'file/home/user/tests/data.csv', content: 'a,b\n1,2\n' },
  ]);
}

export function streamOf(bytes: Uint8Array, chunkBytes = 700): Readable {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  return Readable.from(chunks);
}
