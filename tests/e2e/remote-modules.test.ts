import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

const certificate = (name: string) =>
  fileURLToPath(new URL(`../conformance/target/certs/${name}`, import.meta.url));

/** A library with a file of its own, as libraries for k6 are served. */
const LIBRARY: Readonly<Record<string, string>> = {
  '/lib/1.0.0/index.js': `export { greet } from './greet.js';`,
  '/lib/1.0.0/greet.js': "export const greet = (name) => 'hello ' + name;",
};

test('a library is fetched, kept for when its server is away, and part of archives', {
  timeout: 60_000,
}, async () => {
  const keys = {
    cert: readFileSync(certificate('server.crt')),
    key: readFileSync(certificate('server.key')),
  };
  const server = createServer(keys, (request, response) => {
    const text = LIBRARY[(request.url ?? '').replace(/\?.*/, '')];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using folder = await scriptFolder({
    'test.js': `import { greet } from '${origin}/lib/1.0.0/index.js';
      export default function () { console.log(greet('k6')); }`,
  });
  const env = { SSL_CERT_FILE: certificate('ca.crt'), XDG_CACHE_HOME: folder.file('cache') };
  const run = (file: string, variables: Readonly<Record<string, string>> = env) =>
    runCli(['run', '--quiet', '--summary-mode', 'disabled', '--log-format', 'raw', file], {
      cwd: folder.path,
      env: variables,
    });
  expect((await run('test.js')).stderr).toBe('hello k6\n');
  expect(await runCli(['archive', 'test.js'], { cwd: folder.path, env })).toMatchObject({ exitCode: 0 });
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  const withoutServer = (await run('test.js')).stderr;
  expect(withoutServer).toContain('index.js cannot be fetched; the copy of an earlier run is used');
  expect(withoutServer).toContain('hello k6\n');
  const withoutCopies = { ...env, XDG_CACHE_HOME: folder.file('other') };
  expect(await run('test.js', withoutCopies)).toMatchObject({ exitCode: 107 });
  expect((await run('archive.tar', withoutCopies)).stderr).toBe('hello k6\n');
});
