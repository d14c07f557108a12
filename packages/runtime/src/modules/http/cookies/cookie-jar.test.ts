import { describe, expect, test } from 'vitest';
import { parseUrl } from '../go-url.ts';
import { CookieJar } from './cookie-jar.ts';
import { parseSetCookie, parseSetCookies } from './set-cookie.ts';

function jarWith(...set: readonly (readonly [url: string, header: string])[]): CookieJar {
  const jar = new CookieJar();
  for (const [url, header] of set) jar.store(parseUrl(url), parseSetCookies([header]), 0);
  return jar;
}

function sent(jar: CookieJar, url: string, nowMs = 0): string {
  return jar
    .cookiesFor(parseUrl(url), nowMs)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

describe('a cookie is sent', () => {
  test.each([
    ['host=only', 'http://shop.test/x', 'http://shop.test/', 'host=only'],
    ['host=only', 'http://shop.test/', 'http://www.shop.test/', ''],
    ['d=1; Domain=shop.test', 'http://www.shop.test/', 'http://a.b.shop.test/', 'd=1'],
    ['d=1; Domain=.shop.test', 'http://www.shop.test/', 'http://shop.test/', 'd=1'],
    ['evil=1; Domain=shop.test', 'http://other.test/', 'http://shop.test/', ''],
    ['s=1; Domain=co.uk', 'http://a.co.uk/', 'http://b.co.uk/', 's=1'],
    ['p=1; Path=/a', 'http://h/', 'http://h/a/b', 'p=1'],
    ['p=1; Path=/a', 'http://h/', 'http://h/ab', ''],
    ['p=1', 'http://h/a/b', 'http://h/a/c', 'p=1'],
    ['p=1', 'http://h/a/b', 'http://h/', ''],
    ['s=1; Secure', 'http://h/', 'https://h/', 's=1'],
    ['s=1; Secure', 'https://h/', 'http://h/', ''],
    ['s=1; Secure', 'http://127.0.0.1/', 'http://127.0.0.1/', 's=1'],
    ['port=1', 'http://h:81/', 'http://h:82/', 'port=1'],
    ['old=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT', 'http://h/', 'http://h/', 'old=1'],
    ['gone=1; Max-Age=0', 'http://h/', 'http://h/', ''],
    ['b=a"d', 'http://h/', 'http://h/', ''],
    ['q="x y"', 'http://h/', 'http://h/', 'q=x y'],
  ])('%s set by %s to %s as %j', (header, from, to, expected) => {
    expect(sent(jarWith([from, header]), to)).toBe(expected);
  });
});

test('cookies with the longest path come first, then the oldest', () => {
  const jar = jarWith(
    ['http://h/', 'a=1'],
    ['http://h/', 'b=1; Path=/x'],
    ['http://h/', 'c=1'],
    ['http://h/', 'a=2'],
  );
  expect(sent(jar, 'http://h/x')).toBe('b=1; a=2; c=1');
});

test('a cookie ends with its age, and a negative age removes it', () => {
  const jar = jarWith(['http://h/', 'a=1; Max-Age=10'], ['http://h/', 'b=1']);
  expect(sent(jar, 'http://h/', 9_999)).toBe('a=1; b=1');
  expect(sent(jar, 'http://h/', 10_000)).toBe('b=1');
  jar.store(parseUrl('http://h/'), parseSetCookies(['b=; Max-Age=-1']), 0);
  expect(jar.isEmpty).toBe(true);
});

test('clearing a URL leaves cookies of deeper paths', () => {
  const jar = jarWith(['http://h/', 'a=1'], ['http://h/', 'b=1; Path=/deep']);
  jar.clear(parseUrl('http://h/'), 0);
  expect(sent(jar, 'http://h/deep/x')).toBe('b=1');
});

test('a header without a proper name or pair is no cookie', () => {
  expect(parseSetCookie('plain')).toBeUndefined();
  expect(parseSetCookie('a b=1')).toBeUndefined();
  expect(parseSetCookie('a=1; Expires=never; Max-Age=007')).toMatchObject({
    expiresMs: undefined,
    maxAge: 0,
  });
});
