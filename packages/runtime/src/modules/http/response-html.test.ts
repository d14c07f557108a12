import { describe, expect, test } from 'vitest';
import { HttpVU } from './http.fixture.ts';

const PAGE = `<html><body><div id=d><a>no target</a></div><a href="../next?x=1">next</a>
  <form id=f method=post action="/send"><input name=who value=me><input type=hidden name=token value="t 1">
    <select name=multi multiple><option selected>A</option><option selected>B</option></select>
    <input type=submit name=act value=go></form>
  <form id=g><input name=q value=old></form></body></html>`;

function ask(code: string): { vu: HttpVU; printed: unknown } {
  const vu = new HttpVU(({ target }) => ({ body: target.path === '/a/b' ? PAGE : 'ok' }));
  return { vu, printed: vu.script(`const r = http.get('http://h/a/b'); ${code}`) };
}

test('html() gives the document, or what a selector finds in it', () => {
  expect(ask(`print(r.html().find('a').size(), r.html('#d a').text(), r.html().url)`).printed).toEqual([
    '2 no target http://h/a/b',
  ]);
});

test('clickLink gets what the first link leads to', () => {
  const { vu } = ask(`r.clickLink({ params: { headers: { 'X-A': 1 } } })`);
  expect(vu.sent[1]).toMatchObject({ method: 'GET', target: { path: '/next?x=1' } });
  expect(vu.sent[1]?.headers[1]).toEqual(['X-A', '1']);
});

test('submitForm posts the fields of the form, its button and the fields given', () => {
  const { vu } = ask(`r.submitForm({ formSelector: '#f', fields: { who: 'you', more: 5 } })`);
  expect(vu.sent[1]).toMatchObject({ method: 'POST', target: { path: '/send' } });
  expect(String(vu.sent[1]?.body)).toBe('act=go&more=5&multi=%5BA+B%5D&token=t+1&who=you');
});

test('a form without method and action puts its fields into the query of its page', () => {
  const { vu } = ask(`r.submitForm({ formSelector: '#g', fields: { q: 'a b' } })`);
  expect(vu.sent[1]).toMatchObject({ method: 'GET', body: null, target: { path: '/a/b?q=a+b' } });
});

describe('what is not found is said', () => {
  test.each([
    [`r.submitForm({ formSelector: '#zz' })`, `no form found for selector '#zz' in response 'http://h/a/b'`],
    [`r.clickLink({ selector: '#zz' })`, `no element found for selector '#zz' in response 'http://h/a/b'`],
    [
      `r.clickLink({ selector: '#d' })`,
      `no valid href attribute value found on element 'div' in response 'http://h/a/b'`,
    ],
    [
      `http.get('http://h/a/b', { responseType: 'none' }).html()`,
      "the body is null so we can't transform it to HTML - this likely was because of a request error getting the response",
    ],
  ])('%s', (code, message) => {
    expect(() => ask(code)).toThrow(message);
  });
});
