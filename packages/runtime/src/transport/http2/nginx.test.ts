import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isNginxInstalled, LARGE_FILE, REQUESTS_PER_CONNECTION, startNginx } from './nginx.fixture.ts';
import { trustingClient } from './raw-http2.fixture.ts';

describe.skipIf(!isNginxInstalled())('against a real nginx', () => {
  test('requests and responses of all kinds come through', async () => {
    await using nginx = await startNginx();
    using client = trustingClient();
    const headers = [
      ['X-A', 'väl'],
      ['Cookie', 'one=1; two=2'],
    ] as const;
    for (let i = 0; i < 3; i++) {
      const said = await client.fetch(`${nginx.url}/said`, { headers });
      expect(said).toMatchObject({ status: 200, proto: 'HTTP/2.0', statusText: '200 OK' });
      expect(said.header('Server')).toMatch(/^nginx/);
      expect(said.header('X-Method')).toBe('GET');
      expect(said.text()).toBe('/said väl one=1; two=2');
    }
    expect(await client.fetch(`${nginx.url}/gone`)).toMatchObject({ status: 404 });
    expect((await client.fetch(`${nginx.url}/moved`)).header('Location')).toBe(`${nginx.url}/said`);
    const head = await client.fetch(`${nginx.url}/large.txt`, { method: 'HEAD' });
    expect([head.status, head.header('Content-Length'), head.text()]).toEqual([
      200,
      String(LARGE_FILE.length),
      '',
    ]);
  });

  test('large bodies come whole, compressed or not, or are thrown away', async () => {
    await using nginx = await startNginx();
    using client = trustingClient();
    const plain = await client.fetch(`${nginx.url}/large.txt`);
    expect(plain.body?.equals(LARGE_FILE)).toBe(true);
    const coded = await client.fetch(`${nginx.url}/large.txt`, { headers: [['Accept-Encoding', 'gzip']] });
    expect(coded.header('Content-Encoding')).toBe('gzip');
    expect(gunzipSync(coded.body ?? '').equals(LARGE_FILE)).toBe(true);
    const discarded = await client.fetch(`${nginx.url}/large.txt`, { discardBody: true });
    expect([discarded.status, discarded.body]).toEqual([200, null]);
  });

  test('a body that is refused before it was sent gives the answer', async () => {
    await using nginx = await startNginx();
    using client = trustingClient();
    const body = Buffer.alloc(5_000_000, 'b');
    for (let i = 0; i < 3; i++) {
      expect(await client.fetch(`${nginx.url}/limited`, { method: 'POST', body })).toMatchObject({
        status: 413,
      });
      expect((await client.fetch(`${nginx.url}/said`, { method: 'PUT', body })).status).toBe(200);
    }
  });

  test('connections that end after some requests lose none of them', async () => {
    await using nginx = await startNginx();
    using client = trustingClient();
    const count = 20 * REQUESTS_PER_CONNECTION;
    let next = 0;
    const failures: unknown[] = [];
    async function send(): Promise<void> {
      while (next++ < count) {
        const { status, failure } = await client.fetch(`${nginx.url}/said?${next}`);
        if (status !== 200) failures.push(failure);
      }
    }
    await Promise.all(Array.from({ length: 12 }, send));
    expect(failures).toEqual([]);
  });
});
