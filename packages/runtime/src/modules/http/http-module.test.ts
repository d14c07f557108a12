import { expect, test } from 'vitest';
import { HttpVU } from './http.fixture.ts';

const HOP_TAGS = {
  expected_response: 'true',
  group: '',
  method: 'GET',
  name: 'http://t/a?b=1',
  proto: 'HTTP/1.1',
  scenario: 'default',
  status: '200',
  url: 'http://t/a?b=1',
};

test('a get sends one request and records nine samples with the same tags in the order of k6', () => {
  const vu = new HttpVU();
  vu.script('http.get("http://t/a?b=1#frag")');
  expect(vu.sent).toMatchObject([
    {
      method: 'GET',
      target: { secure: false, hostname: 't', port: 80, authority: 't', path: '/a?b=1' },
      headers: [['User-Agent', 'test/1']],
      body: null,
      sendZeroLength: false,
      deadlineMs: 61_000,
      discardBody: false,
    },
  ]);
  expect(vu.samples.map(({ metric, value }) => [metric, value])).toEqual([
    ['http_reqs', 1],
    ['http_req_duration', 15],
    ['http_req_blocked', 1],
    ['http_req_connecting', 2],
    ['http_req_tls_handshaking', 3],
    ['http_req_sending', 4],
    ['http_req_waiting', 5],
    ['http_req_receiving', 6],
    ['http_req_failed', 0],
  ]);
  const tags = { ...HOP_TAGS, name: 'http://t/a?b=1#frag', url: 'http://t/a?b=1#frag' };
  for (const sample of vu.samples) expect(sample.tags).toEqual(tags);
});

test('each function sends its method, and bodies and zero lengths as k6 does', () => {
  const vu = new HttpVU();
  vu.script(`
    http.head('http://t/'); http.post('http://t/'); http.put('http://t/', 'x'); http.patch('http://t/', '');
    http.del('http://t/'); http.options('http://t/', 'o'); http.request('post', 'http://t/'); http.request('GET', 'http://t/', 'b');
  `);
  expect(vu.sent.map((r) => [r.method, r.body === null ? null : String(r.body), r.sendZeroLength])).toEqual([
    ['HEAD', null, false],
    ['POST', null, true],
    ['PUT', 'x', false],
    ['PATCH', '', false],
    ['DELETE', null, false],
    ['OPTIONS', 'o', false],
    ['post', null, false],
    ['GET', 'b', false],
  ]);
});

test('requests, batches and the jar are refused in the init context', () => {
  const vu = new HttpVU();
  vu.stage = 'init';
  for (const call of ['get("http://t/")', 'asyncRequest("GET", "http://t/")']) {
    expect(() => vu.script(`http.${call}`)).toThrow(
      'Making http requests in the init context is not supported',
    );
  }
  expect(() => vu.script('http.batch([])')).toThrow('Using batch in the init context is not supported');
  expect(() => vu.script('http.cookieJar()')).toThrow(
    'Making cookie jars in the init context is not supported',
  );
  expect(vu.script('new http.CookieJar().set("http://t/", "a", "1")')).toBe(true);
});

test('a third argument of get is ignored with a warning', () => {
  const vu = new HttpVU();
  vu.script('http.get("http://t/", null, {})');
  expect(vu.entries).toEqual([
    {
      level: 'warning',
      message: 'http.get only accepts a url and a params argument (2 arguments), but 3 were given',
      fields: {},
    },
  ]);
});

test('tags of the request are added to those of the VU, and a name stands for the URL too', () => {
  const vu = new HttpVU();
  vu.script(
    'http.get("http://t/1", { tags: { name: "N", n: 3 } }); http.get("http://t/2", { tags: { name: "N", n: 3 } })',
  );
  expect(vu.samples[0]?.tags).toEqual({ ...HOP_TAGS, name: 'N', url: 'N', n: '3' });
  expect(vu.samples[9]?.tags).toEqual(vu.samples[0]?.tags);
});

test('URL templates count requests under one name unless the caller gave one', () => {
  const vu = new HttpVU();
  vu.script(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the script is a template, not the test
    'http.get(http.url`http://t/${1}/x`); http.get(http.url`http://t/${2}/x`, { tags: { name: "mine" } })',
  );
  expect(vu.sent.map((r) => r.target.path)).toEqual(['/1/x', '/2/x']);
  expect(vu.samples.filter((s) => s.metric === 'http_reqs').map((s) => [s.tags.name, s.tags.url])).toEqual([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what k6 calls a value
    ['http://t/${}/x', 'http://t/${}/x'],
    ['mine', 'mine'],
  ]);
  expect(vu.script('Object.keys(http.url`http://t/`).sort().join()')).toBe('clean,clean_url,getURL,name,url');
  expect(vu.script('http.url`http://u:p@t/a b?c={d}`.clean_url')).toBe('http://****:****@t/a b?c={d}');
});

test('without the default callback there is neither http_req_failed nor the tag expected_response', () => {
  const vu = new HttpVU();
  vu.script('http.setResponseCallback(null); http.get("http://t/")');
  expect(vu.samples.map((s) => s.metric)).not.toContain('http_req_failed');
  expect(vu.samples[0]?.tags).not.toHaveProperty('expected_response');
});

test('expected statuses decide about failure, for one request or for all that follow', () => {
  const vu = new HttpVU(() => ({ status: 404 }));
  vu.script(`
    http.get('http://t/');
    http.get('http://t/', { responseCallback: http.expectedStatuses(200, { min: 400, max: 404 }) });
    http.setResponseCallback(http.expectedStatuses(404));
    http.get('http://t/');
  `);
  const failed = vu.samples.filter((s) => s.metric === 'http_req_failed');
  expect(failed.map((s) => [s.value, s.tags.expected_response, s.tags.error_code])).toEqual([
    [1, 'false', '1404'],
    [0, 'true', '1404'],
    [0, 'true', '1404'],
  ]);
});

test.each([
  ['http.expectedStatuses()', 'no arguments'],
  [
    'http.expectedStatuses("200")',
    'argument number 1 to expectedStatuses was neither an integer nor an object like {min:100, max:329}',
  ],
  [
    'http.expectedStatuses({ min: "a", max: 300 })',
    'both min and max need to be integers for argument number 1',
  ],
  ['http.setResponseCallback(() => true)', 'unsupported argument, expected http.expectedStatuses'],
  ['http.file(5)', 'invalid type int64, expected string or ArrayBuffer'],
  ['http.url`http://a b/`', 'invalid URL: parse "http://a b/": invalid character " " in host name'],
])('%s throws a GoError: %s', (code, message) => {
  const vu = new HttpVU();
  expect(vu.script(`try { ${code} } catch (e) { print(e.name, e.message) }`)).toEqual([`GoError ${message}`]);
});

test('constants are there and the functions are found by name', () => {
  const vu = new HttpVU();
  expect(vu.script('http.TLS_1_2 + http.OCSP_REASON_AA_COMPROMISE')).toBe('tls1.2aa_compromise');
  expect(vu.script('const { get, batch } = http; typeof get + get.name + typeof batch')).toBe(
    'functiongetfunction',
  );
});

test('the object of the module can be listed, copied, wrapped and changed, but for its constants', () => {
  const vu = new HttpVU();
  const lines = vu.script(`
    print(Object.keys(http).filter((key) => typeof http[key] === 'function').sort().join());
    print(typeof { ...http }.post, http.hasOwnProperty('del'), Object.create(http).put === http.put);
    const proxy = new Proxy(http, { get: (target, key, receiver) => Reflect.get(target, key, receiver) });
    print(proxy.get('http://t/').status, proxy.TLS_1_2);
    const { get } = http;
    http.get = (url) => get(url + 'x');
    http.get('http://t/');
    try { http.TLS_1_2 = 'x'; } catch (error) { print(error.name); }
  `);
  expect(lines).toEqual([
    'CookieJar,asyncRequest,batch,cookieJar,del,expectedStatuses,file,get,head,options,patch,post,put,request,setResponseCallback,url',
    'function true true',
    '200 tls1.2',
    'TypeError',
  ]);
  expect(vu.sent.map(({ target }) => target.path)).toEqual(['/', '/x']);
});
