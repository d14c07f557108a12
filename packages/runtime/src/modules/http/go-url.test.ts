import { describe, expect, test } from 'vitest';
import { formatUrl, parseUrl, resolveUrl } from './go-url.ts';

describe('a URL is refused with the text of Go', () => {
  test.each([
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://127.0.0.1/%zz', 'parse "http://127.0.0.1/%zz": invalid URL escape "%zz"'],
    ['http://h/%1', 'parse "http://h/%1": invalid URL escape "%1"'],
    ['http://h:port/', 'parse "http://h:port/": invalid port ":port" after host'],
    ['127.0.0.1:80/x', 'parse "127.0.0.1:80/x": first path segment in URL cannot contain colon'],
    [':x', 'parse ":x": missing protocol scheme'],
    ['http://[::1/', `parse "http://[::1/": missing ']' in host`],
    ['http://u ser@h/', 'parse "http://u ser@h/": net/url: invalid userinfo'],
    ['http://h/\n', 'parse "http://h/\\n": net/url: invalid control character in URL'],
    ['http://h/#%zz', 'parse "http://h/#%zz": invalid URL escape "%zz"'],
  ])('%j', (raw, message) => {
    expect(() => parseUrl(raw)).toThrow(message);
  });
});

describe('a URL is written back', () => {
  test.each([
    ['HTTP://Host:80/a?b c#f', 'http://Host:80/a?b c#f'],
    ['http://h', 'http://h'],
    ['http://h/a b/é', 'http://h/a%20b/%C3%A9'],
    ['http://h/a%2Fb(c)', 'http://h/a%2Fb(c)'],
    ['http://h?', 'http://h?'],
    ['http://us%40er:p%3Aw@h/', 'http://us%40er:p%3Aw@h/'],
    ['mailto:a@b', 'mailto:a@b'],
    ['/only/path', '/only/path'],
    ['//h/p', '//h/p'],
    ['', ''],
  ])('%j as %j', (raw, written) => {
    expect(formatUrl(parseUrl(raw))).toBe(written);
  });
});

test('credentials are percent-decoded', () => {
  expect(parseUrl('http://us%40er:p%3Aw@h/').user).toEqual({ username: 'us@er', password: 'p:w' });
  expect(parseUrl('http://me@h/').user).toEqual({ username: 'me', password: undefined });
});

describe('a reference is resolved', () => {
  test.each([
    ['/x', 'http://u@h/x'],
    ['x', 'http://u@h/a/x'],
    ['../x?q', 'http://u@h/x?q'],
    ['./', 'http://u@h/a/'],
    ['..', 'http://u@h/'],
    ['../../../x', 'http://u@h/x'],
    ['?n=1', 'http://u@h/a/b?n=1'],
    ['#top', 'http://u@h/a/b?q=1#top'],
    ['//other/y', 'http://other/y'],
    ['https://other', 'https://other'],
  ])('%s to %s', (reference, written) => {
    expect(formatUrl(resolveUrl(parseUrl('http://u@h/a/b?q=1'), reference))).toBe(written);
  });
});
