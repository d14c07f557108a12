import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WireRequest } from '../../transport/transport.ts';
import { HttpVU, type Reply } from './http.fixture.ts';

/** Answers by path. */
function routes(replies: Readonly<Record<string, Reply>>) {
  return ({ target }: WireRequest): Reply => replies[target.path] ?? { status: 200, body: target.path };
}

function redirect(location: string, status = 302): Reply {
  return { status, headers: ['Location', location] };
}

const header = (request: WireRequest | undefined, name: string) =>
  request?.headers.find(([key]) => key === name)?.[1];

test('redirects are followed with samples for each hop, and the response tells of the last', () => {
  const vu = new HttpVU(routes({ '/a': redirect('/b?x=1'), '/b?x=1': redirect('http://h/c') }));
  expect(
    vu.script(`const r = http.get('http://h/a'); print(r.url, r.status, r.body, r.request.url)`),
  ).toEqual(['http://h/c 200 /c http://h/a']);
  expect(vu.samples.filter((s) => s.metric === 'http_reqs').map((s) => [s.tags.url, s.tags.status])).toEqual([
    ['http://h/a', '302'],
    ['http://h/b?x=1', '302'],
    ['http://h/c', '200'],
  ]);
  expect(vu.sent.map((r) => header(r, 'Referer'))).toEqual([undefined, 'http://h/a', 'http://h/b?x=1']);
});

describe('the method and body after a redirect', () => {
  test.each([
    ['POST', 301, 'GET', null],
    ['POST', 303, 'GET', null],
    ['PUT', 302, 'GET', null],
    ['HEAD', 302, 'HEAD', null],
    ['POST', 307, 'POST', 'b'],
    ['POST', 308, 'POST', 'b'],
  ])('of %s with %i become %s', (method, status, nextMethod, body) => {
    const vu = new HttpVU(routes({ '/a': redirect('/b', status) }));
    const given = method === 'HEAD' ? 'null' : '"b"';
    vu.script(
      `http.request('${method}', 'http://h/a', ${given}, { headers: { 'Content-Type': 't', 'X-K': 'k' } })`,
    );
    const [, next] = vu.sent;
    expect(next?.method).toBe(nextMethod);
    expect(next?.body === null ? null : String(next?.body)).toBe(body);
    expect(header(next, 'Content-Type')).toBe(body === null ? undefined : 't');
    expect(header(next, 'X-K')).toBe('k');
  });
});

test('a limit of redirects returns the redirection, with a warning only when nobody set it', () => {
  const vu = new HttpVU(routes({ '/l': redirect('/l') }), { maxRedirects: 2 });
  vu.script(
    `print(http.get('http://h/l').status); print(http.get('http://h/l', { redirects: 1 }).url); http.get('http://h/l', { redirects: 0 })`,
  );
  expect(vu.sent).toHaveLength(3 + 2 + 1);
  expect(vu.entries).toEqual([
    {
      level: 'warning',
      message:
        'Stopped after 3 redirects and returned the redirection; pass { redirects: n } in request params or set global maxRedirects to silence this',
      fields: { url: 'http://h/l' },
    },
  ]);
  vu.test.options.exported.maxRedirects = 2;
  vu.script(`http.get('http://h/l')`);
  expect(vu.entries).toHaveLength(1);
});

test('a location that does not parse fails the request with one set of samples', () => {
  const vu = new HttpVU(routes({ '/a': redirect('http://%zz') }));
  const text = 'failed to parse Location header "http://%zz": parse "http://%zz": invalid URL escape "%zz"';
  expect(
    vu.script(
      `const r = http.get('http://h/a'); print(r.status, r.error_code, r.error, JSON.stringify(r.headers))`,
    ),
  ).toEqual([`0 1000 ${text} {}`]);
  expect(vu.samples.filter((s) => s.metric === 'http_reqs').map((s) => s.tags.status)).toEqual(['0']);
  expect(vu.entries[0]?.fields).toEqual({ error: `Get "http://h/a": ${text}` });
});

test('another host gets neither Authorization nor a manual Cookie, a deeper one of the same site does', () => {
  const vu = new HttpVU(
    routes({ '/a': redirect('http://www.one.test/b'), '/b': redirect('http://two.test/c') }),
  );
  vu.script(`http.get('http://one.test/a', { headers: { Authorization: 'Bearer x', Cookie: 'm=1' } })`);
  expect(vu.sent.map((r) => [header(r, 'Authorization'), header(r, 'Cookie')])).toEqual([
    ['Bearer x', 'm=1'],
    ['Bearer x', undefined],
    [undefined, undefined],
  ]);
});

test('cookies set on the way are sent on the next hop and kept for later requests of the iteration', () => {
  const vu = new HttpVU(
    routes({
      '/a': {
        status: 302,
        headers: ['Location', '/b', 'set-cookie', 'hop=1; Path=/', 'Set-Cookie', 'two=2'],
      },
    }),
  );
  vu.script(`http.get('http://h/a', { cookies: { own: 'o' } }); http.get('http://h/z')`);
  expect(vu.sent.map((r) => header(r, 'Cookie'))).toEqual(['own=o', 'own=o; hop=1; two=2', 'hop=1; two=2']);
  vu.startIteration();
  vu.script(`http.get('http://h/z')`);
  expect(header(vu.sent[3], 'Cookie')).toBeUndefined();
});

test('cookies are sent in the order: by hand, of the request, of the jar unless replaced', () => {
  const vu = new HttpVU();
  vu.script(`
    const jar = http.cookieJar(); jar.set('http://h/', 'j', 'jar'); jar.set('http://h/', 'k', 'a b,"c');
    http.get('http://h/', { headers: { Cookie: 'm=1' }, cookies: { j: 'mine', z: { value: 9, replace: true }, n: null } });
    const r = http.get('http://h/', { cookies: { j: { value: 'mine', replace: true } } });
    print(JSON.stringify(r.request.cookies));
    const own = new http.CookieJar(); own.set('http://h/', 'o', '1'); http.get('http://h/', { jar: own });
  `);
  expect(vu.sent.map((r) => header(r, 'Cookie'))).toEqual([
    'm=1; j=mine; z=9; j=jar; k="a b,c"',
    'j=mine; k="a b,c"',
    'o=1',
  ]);
});

test('digest authentication sends a second request, and both are measured', () => {
  const challenge = 'Digest realm="kit", nonce="n1", qop="auth", opaque="op"';
  const vu = new HttpVU((request) =>
    header(request, 'Authorization')?.startsWith('Digest')
      ? { body: 'in' }
      : { status: 401, headers: ['WWW-Authenticate', challenge] },
  );
  expect(
    vu.script(`const r = http.get('http://bob:pass@h/p', { auth: 'digest' }); print(r.status, r.url)`),
  ).toEqual(['200 http://h/p']);
  expect(header(vu.sent[0], 'Authorization')).toBe('Basic Ym9iOnBhc3M=');
  expect(header(vu.sent[1], 'Authorization')).toMatch(
    /^Digest algorithm="MD5", cnonce="[0-9a-f]+", nc=00000001, nonce="n1", opaque="op", qop=auth, realm="kit", response="[0-9a-f]{32}", uri="\/p", username="bob"$/,
  );
  const failed = vu.samples.filter((s) => s.metric === 'http_req_failed');
  expect(failed.map((s) => [s.tags.status, s.tags.expected_response, s.tags.url])).toEqual([
    ['401', 'true', 'http://h/p'],
    ['200', 'true', 'http://h/p'],
  ]);
});

test('compressed bodies are decoded, also as bytes and as lists of encodings', () => {
  const vu = new HttpVU(() => ({
    headers: ['Content-Encoding', 'gzip, gzip'],
    body: gzipSync(gzipSync('plain')),
  }));
  expect(
    vu.script(
      `const b = http.get('http://h/', { responseType: 'binary' }).body; print(http.get('http://h/').body, b instanceof ArrayBuffer, b.byteLength)`,
    ),
  ).toEqual(['plain true 5']);
});

test('a body that cannot be decoded fails the request', () => {
  const vu = new HttpVU(() => ({ headers: ['Content-Encoding', 'gzip'], body: 'this is no gzip' }));
  expect(
    vu.script(
      `const r = http.get('http://h/'); print(r.status, r.error_code, r.error, r.body, JSON.stringify(r.headers))`,
    ),
  ).toEqual(['0 1701 error decompressing response body (gzip: invalid header) null {}']);
  expect(vu.samples[0]?.tags).toMatchObject({ status: '0', error_code: '1701' });
});

test('a transport failure is logged in full and answered in short, or thrown when asked for', () => {
  const failure = {
    code: 1212,
    short: 'dial: connection refused',
    full: 'dial tcp 1.2.3.4:1: connect: connection refused',
  };
  const vu = new HttpVU(() => ({ failure, body: null }));
  const full = `Get "http://u:***@h/": ${failure.full}`;
  expect(
    vu.script(`const r = http.get('http://u:p@h/'); print(r.status, r.error_code, r.error, r.body, r.url)`),
  ).toEqual(['0 1212 dial: connection refused null http://u:p@h/']);
  expect(vu.entries).toEqual([{ level: 'warning', message: 'Request Failed', fields: { error: full } }]);
  expect(
    vu.script(`try { http.get('http://u:p@h/', { throw: true }) } catch (e) { print(e.name, e.message) }`),
  ).toEqual([`GoError ${full}`]);
  expect(vu.entries).toHaveLength(1);
  expect(vu.samples[0]?.tags).not.toHaveProperty('proto');
});

test('a body that broke off is shown, and its error stands alone in the log', () => {
  const failure = { code: 1000, short: 'unexpected EOF', full: 'unexpected EOF', duringBody: true };
  const vu = new HttpVU(() => ({ failure, body: 'only this' }));
  expect(vu.script(`const r = http.get('http://h/'); print(r.status, r.body)`)).toEqual(['0 only this']);
  expect(vu.entries[0]?.fields).toEqual({ error: 'unexpected EOF' });
});

test('switching protocols is an error in any case', () => {
  const vu = new HttpVU(() => ({ status: 101, statusText: '101 Switching Protocols' }));
  expect(() => vu.script(`http.get('http://h/')`)).toThrow(
    'unsupported response status: 101 Switching Protocols',
  );
});
