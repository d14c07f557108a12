import { describe, expect, test } from 'vitest';
import { HttpVU, type Reply } from './http.fixture.ts';

function ask(reply: Reply, code: string): unknown {
  return new HttpVU(() => reply).script(`const r = http.get('http://h/x'); ${code}`);
}

test('JSON.stringify shows exactly the fields of k6, in order', () => {
  const text = ask(
    {
      statusText: '200 OK',
      headers: [
        'content-type',
        'text/plain',
        'X-A',
        '1',
        'x-a',
        '2',
        'Set-Cookie',
        'c=v; Path=/; Max-Age=5; HttpOnly',
      ],
      body: 'hi',
    },
    'JSON.stringify(r)',
  ) as string;
  expect(JSON.parse(text)).toEqual({
    remote_ip: '10.0.0.1',
    remote_port: 80,
    url: 'http://h/x',
    status: 200,
    status_text: '200 OK',
    proto: 'HTTP/1.1',
    headers: {
      'Content-Type': 'text/plain',
      'X-A': '1, 2',
      'Set-Cookie': 'c=v; Path=/; Max-Age=5; HttpOnly',
    },
    cookies: {
      c: [
        {
          name: 'c',
          value: 'v',
          domain: '',
          path: '/',
          http_only: true,
          secure: false,
          max_age: 5,
          expires: -6795364578871,
        },
      ],
    },
    body: 'hi',
    timings: {
      duration: 15,
      blocked: 1,
      looking_up: 0,
      connecting: 2,
      tls_handshaking: 3,
      sending: 4,
      waiting: 5,
      receiving: 6,
    },
    tls_version: '',
    tls_cipher_suite: '',
    ocsp: {
      produced_at: 0,
      this_update: 0,
      next_update: 0,
      revoked_at: 0,
      revocation_reason: '',
      status: '',
    },
    error: '',
    error_code: 0,
    request: {
      method: 'GET',
      url: 'http://h/x',
      headers: { 'User-Agent': ['test/1'] },
      body: '',
      cookies: {},
    },
  });
  expect(text.indexOf('"remote_ip"')).toBe(1);
});

test('keys, spreading and destructuring see the fields as own properties, and methods as well', () => {
  expect(
    ask(
      { body: 'b' },
      `const { status, ...rest } = r; print(status, Object.keys(r).length, Object.keys(rest).includes('json'), {...r}.body, 'url' in r)`,
    ),
  ).toEqual(['200 20 true b true']);
});

test('fields are values of the realm of the script', () => {
  expect(
    ask(
      {},
      'print([r, r.headers, r.cookies, r.timings, r.request].every((o) => o instanceof Object), r.constructor === Object)',
    ),
  ).toEqual(['true true']);
});

test('fields can be assigned with the type they have, others cannot be added or removed', () => {
  expect(
    ask(
      { body: '{"a":1}' },
      `"use strict"; r.status = 'abc'; r.error = 5; r.json(); r.body = '{"a":2}'; print(r.status, typeof r.error, r.json().a);
       try { r.foo = 1 } catch (e) { print(e instanceof TypeError, e.message) }
       try { delete r.body } catch (e) { print(e instanceof TypeError) }`,
    ),
  ).toEqual(['0 string 2', 'true Cannot assign to property foo of a host object', 'true']);
});

describe('there is no body', () => {
  test.each([
    [204, 'text'],
    [304, 'text'],
    [200, 'none'],
  ])('with status %i and response type %s', (status, responseType) => {
    const vu = new HttpVU(() => ({ status, body: '' }));
    expect(vu.script(`print(http.get('http://h/', { responseType: '${responseType}' }).body)`)).toEqual([
      'null',
    ]);
    expect(() => vu.script(`http.get('http://h/', { responseType: '${responseType}' }).json()`)).toThrow(
      "the body is null so we can't transform it to JSON - this likely was because of a request error getting the response",
    );
  });
});

test('json() is parsed once, and changes to it stay visible', () => {
  expect(
    ask({ body: '{"a":[1]}' }, 'r.json().x = 1; print(r.json().x, Array.isArray(r.json().a), r.json("a.0"))'),
  ).toEqual(['1 true 1']);
  expect(ask({ body: '{"n":null}' }, 'print(r.json("n"), r.json("m"))')).toEqual(['null undefined']);
});

describe('a body that is no JSON is described as by Go', () => {
  test.each([
    ['{"broken":', 'line 1, character 10 , error: unexpected end of JSON input'],
    ['{"a":1,\n"b":}', `line 2, character 6 , error: invalid character '}' looking for beginning of value`],
    ['nope', `line 1, character 3 , error: invalid character 'o' in literal null (expecting 'u')`],
    ['[1 2]', `line 1, character 5 , error: invalid character '2' after array element`],
    ['{"a" 1}', `line 1, character 7 , error: invalid character '1' after object key`],
    ['{"a":1 "b"}', `line 1, character 9 , error: invalid character '"' after object key:value pair`],
    ['{,}', `line 1, character 3 , error: invalid character ',' looking for beginning of object key string`],
    ['1 x', `line 1, character 3 , error: invalid character 'x' after top-level value`],
    ['-a', `line 1, character 2 , error: invalid character 'a' in numeric literal`],
    ['1.x', `line 1, character 3 , error: invalid character 'x' after decimal point in numeric literal`],
    ['1ex', `line 1, character 3 , error: invalid character 'x' in exponent of numeric literal`],
    ['"\\q"', `line 1, character 4 , error: invalid character 'q' in string escape code`],
    ['"a\nb"', `line 2, character 2 , error: invalid character '\\n' in string literal`],
    ['<html>', `line 1, character 2 , error: invalid character '<' looking for beginning of value`],
  ])('%j', (body, description) => {
    expect(() => ask({ body }, 'r.json()')).toThrow(`cannot parse json due to an error at ${description}`);
  });
});
