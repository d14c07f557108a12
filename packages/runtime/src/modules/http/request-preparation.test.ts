import { gunzipSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { HttpVU } from './http.fixture.ts';

const SHOW = 'const show = (r) => print(r.status, r.error_code, r.error);';

describe('a request that cannot be made answers with its error and sends nothing', () => {
  test.each([
    ['http.get(5)', "0 1020 invalid URL: '#5'"],
    ['http.get(null)', "0 1020 invalid URL: '#<nil>'"],
    ['http.get("http://h/%zz")', '0 1020 invalid URL: parse "http://h/%zz": invalid URL escape "%zz"'],
    ['http.post("http://h/", 5)', '0 0 unknown request body type int64'],
    ['http.post("http://h/", [1])', '0 0 unknown request body type []interface {}'],
    ['http.post("http://h/", new Uint16Array(1))', '0 0 unknown request body type []uint16'],
    [
      'http.get("http://h/", { timeout: null })',
      '0 0 invalid timeout value: unable to use type <nil> as a duration value',
    ],
    [
      'http.get("http://h/", { timeout: "soon" })',
      '0 0 invalid timeout value: time: invalid duration "soon"',
    ],
    ['http.get("http://h/", { responseType: "json" })', '0 0 json does not belong to ResponseType values'],
    ['http.get("http://h/", { responseCallback: () => 1 })', '0 0 unsupported responseCallback'],
    [
      'http.post("http://h/", "x", { compression: "lz4" })',
      '0 0 unknown compression algorithm lz4, supported algorithms are [gzip deflate zstd br]',
    ],
    [
      'http.get("http://h/", { tags: { a: {} } })',
      "0 0 invalid HTTP request metric tags: invalid value for metric tag 'a': only String, Boolean and Number types are accepted as a metric tag values",
    ],
  ])('%s', (code, shown) => {
    const vu = new HttpVU();
    expect(vu.script(`${SHOW} show(${code})`)).toEqual([shown]);
    expect(vu.sent).toEqual([]);
    expect(vu.samples).toEqual([]);
    expect(vu.entries).toEqual([
      { level: 'warning', message: 'Request Failed', fields: { error: shown.split(' ').slice(2).join(' ') } },
    ]);
  });
});

test('with the option throw such a request throws, but the parameter throw does not matter', () => {
  const vu = new HttpVU();
  expect(vu.script('print(http.get(5, { throw: true }).status)')).toEqual(['0']);
  vu.test.options.throw = true;
  expect(vu.script('try { http.get(5) } catch (e) { print(e.name, e.message) }')).toEqual([
    "GoError invalid URL: '#5'",
  ]);
});

test('the blank response of such a request has an empty body that is no JSON', () => {
  const vu = new HttpVU();
  expect(vu.script('const r = http.get(5); print(JSON.stringify(r.body), r.request); r.json')).toEqual([
    '[] null',
  ]);
  expect(() => vu.script('http.get(5).json()')).toThrow(
    'cannot parse json due to an error at line 1, character 0 , error: unexpected end of JSON input',
  );
});

describe('a URL that leads nowhere fails with metrics', () => {
  test.each([
    ['', 1000, 'unsupported protocol scheme ""', 'Get "": unsupported protocol scheme ""'],
    [
      'ftp://h/x',
      1000,
      'unsupported protocol scheme "ftp"',
      'Get "ftp://h/x": unsupported protocol scheme "ftp"',
    ],
    ['http:///x', 1000, 'http: no Host in request URL', 'Get "http:///x": http: no Host in request URL'],
    [
      'http://h:99999/',
      1210,
      'dial tcp: address 99999: invalid port',
      'Get "http://h:99999/": dial tcp: address 99999: invalid port',
    ],
  ])('%j', (url, code, short, full) => {
    const vu = new HttpVU();
    vu.script(`${SHOW} show(http.get(${JSON.stringify(url)}))`);
    expect(vu.entries).toEqual([{ level: 'warning', message: 'Request Failed', fields: { error: full } }]);
    expect(vu.samples).toHaveLength(9);
    expect(vu.samples[0]?.tags).toEqual({
      error: short,
      error_code: String(code),
      expected_response: 'false',
      group: '',
      method: 'GET',
      name: url,
      scenario: 'default',
      status: '0',
      url,
    });
  });
});

test('forms are sorted and their values written as Go writes them', () => {
  const vu = new HttpVU();
  vu.script(
    `http.post('http://h/', { z: 1e21, a: 2.5, 'sp ace': "a b'()*!~", arr: [3, 'x y', null], obj: { d: true, c: [1] }, und: undefined, big: 1234567.5 })`,
  );
  expect(String(vu.sent[0]?.body)).toBe(
    'a=2.5&arr=3&arr=x+y&arr=%3Cnil%3E&big=1.2345675e%2B06&obj=map%5Bc%3A%5B1%5D+d%3Atrue%5D&sp+ace=a+b%27%28%29%2A%21~&und=%3Cnil%3E&z=1e%2B21',
  );
  expect(vu.sent[0]?.headers).toEqual([
    ['User-Agent', 'test/1'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
  ]);
});

test('a file makes the body multipart', () => {
  const vu = new HttpVU();
  vu.script(
    `http.post('http://h/', { n: [1, 2], 'f"': http.file(new Uint8Array([104, 105]).buffer, 'a"b.txt', 'text/x') })`,
  );
  const boundary = /boundary=([0-9a-f]{60})$/.exec(vu.sent[0]?.headers[1]?.[1] ?? '')?.[1];
  expect(String(vu.sent[0]?.body)).toBe(
    `--${boundary}\r\nContent-Disposition: form-data; name="n"\r\n\r\n[1 2]\r\n--${boundary}\r\n` +
      `Content-Disposition: form-data; name="f""; filename="a\\"b.txt"\r\nContent-Type: text/x\r\n\r\nhi\r\n--${boundary}--\r\n`,
  );
});

test('headers are made canonical, sorted after the user agent, and Host and Content-Length are set apart', () => {
  const vu = new HttpVU();
  vu.script(
    `http.post('http://h/', 'abc', { headers: { 'x-b': [1, 2], accept: null, HOST: 'other', 'content-length': '9', 'user-agent': 'me' } })`,
  );
  expect(vu.sent[0]).toMatchObject({
    host: 'other',
    headers: [
      ['User-Agent', 'me'],
      ['Accept', 'null'],
      ['X-B', '1,2'],
    ],
  });
  expect(vu.entries.map((entry) => entry.message)).toEqual([
    'The specified Content-Length header "9" in the POST request for http://h/ ' +
      "doesn't match the actual request body length of 3, so it will be ignored!",
  ]);
});

test('an empty User-Agent sends none, and what headers cannot carry is refused', () => {
  const vu = new HttpVU();
  vu.script(`
    http.get('http://h/', { headers: { 'User-Agent': '' } });
    print(http.get('http://h/', { headers: { 'X-A': 'a\\nb' } }).error);
    print(http.get('http://h/', { headers: { 'X A': 'a' } }).error);
    print(http.request('G ET', 'http://h/').error);
    print(http.get('http://h/', { timeout: 0 }).error_code);
  `);
  expect(vu.sent.map((r) => r.headers)).toEqual([[]]);
  expect(vu.entries.map((entry) => entry.fields?.error)).toEqual([
    'Get "http://h/": net/http: invalid header field value for "X-A"',
    'Get "http://h/": net/http: invalid header field name "X A"',
    'G et "http://h/": net/http: invalid method "G ET"',
    'Get "http://h/": request timeout',
  ]);
});

test('bodies are compressed in the order given, and shown uncompressed in response.request', () => {
  const vu = new HttpVU();
  expect(
    vu.script(`print(http.post('http://h/', 'words', { compression: 'gzip, deflate' }).request.body)`),
  ).toEqual(['words']);
  const body = vu.sent[0]?.body ?? new Uint8Array();
  expect(String(gunzipSync(inflateSync(body)))).toBe('words');
  expect(vu.sent[0]?.headers[1]).toEqual(['Content-Encoding', 'gzip, deflate']);
});

test('a Content-Encoding set by hand wins over compression, with a warning when it differs', () => {
  const vu = new HttpVU();
  vu.script(`http.post('http://h/', 'w', { compression: 'gzip', headers: { 'Content-Encoding': 'br' } })`);
  expect(vu.sent[0]?.headers[1]).toEqual(['Content-Encoding', 'br']);
  expect(vu.entries[0]?.message).toMatch(
    /^There's a mismatch between the desired `compression` the manually set/,
  );
});

test('credentials in the URL are sent as basic authorization and masked in tags', () => {
  const vu = new HttpVU();
  expect(
    vu.script(`const r = http.get('http://ann:s3cret@h/x'); print(r.url, r.request.headers.Authorization)`),
  ).toEqual(['http://ann:s3cret@h/x undefined']);
  expect(vu.sent[0]?.headers[1]).toEqual(['Authorization', 'Basic YW5uOnMzY3JldA==']);
  expect(vu.samples[0]?.tags).toMatchObject({ url: 'http://****:****@h/x', name: 'http://****:****@h/x' });
});

test('tags show the URL as it is sent, and of escaped credentials what k6 leaves of them', () => {
  const vu = new HttpVU();
  vu.script(`http.get('http://h/a b?c d'); http.get('http://us%40er:p%3Aw@h/')`);
  expect(vu.sent[0]?.target.path).toBe('/a%20b?c d');
  expect([vu.samples[0]?.tags.url, vu.samples[9]?.tags.url]).toEqual([
    'http://h/a%20b?c d',
    'http://****:****%3Aw@h/',
  ]);
});

test('timeouts are read as numbers of milliseconds and as texts', () => {
  const vu = new HttpVU();
  vu.script(`http.get('http://h/', { timeout: 120 }); http.get('http://h/', { timeout: '1s500ms' })`);
  expect(vu.sent.map((r) => r.deadlineMs)).toEqual([1120, 2500]);
});
