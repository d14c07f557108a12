import { expect, test } from 'vitest';
import { resolveSpecifier } from './specifier.ts';

const FILE = 'file:///home/user/tests/main.js';
const REMOTE = 'https://example.com/lib/main.js?v=2';

test.each([
  { specifier: './a.js', from: FILE, url: 'file:///home/user/tests/a.js' },
  { specifier: './../shared/../b.js', from: FILE, url: 'file:///home/user/b.js' },
  { specifier: '/abs/c.js', from: FILE, url: 'file:///abs/c.js' },
  { specifier: 'file:///abs/d.js', from: FILE, url: 'file:///abs/d.js' },
  { specifier: 'https://host.example/x.js', from: FILE, url: 'https://host.example/x.js' },
  { specifier: './e.js', from: REMOTE, url: 'https://example.com/lib/e.js' },
  { specifier: '/f.js', from: REMOTE, url: 'https://example.com/f.js' },
  { specifier: './g.js?v=1', from: REMOTE, url: 'https://example.com/lib/g.js?v=1' },
])('$specifier imported by $from is $url', ({ specifier, from, url }) => {
  expect(resolveSpecifier(specifier, from)).toEqual({ kind: 'source', url });
});

test.each(['k6', 'k6/http', 'k6/x/anything'])('%s is a built-in module', (specifier) => {
  expect(resolveSpecifier(specifier, FILE)).toEqual({ kind: 'builtin', specifier });
});

test.each([
  { specifier: '', message: 'local or remote path required' },
  {
    specifier: 'http://host/x.js',
    message: 'only supported schemes for imports are file and https, http://host/x.js has `http`',
  },
  {
    specifier: 'ws://host/x.js',
    message: 'only supported schemes for imports are file and https, ws://host/x.js has `ws`',
  },
  {
    specifier: 'lodash',
    message: 'The moduleSpecifier "lodash" couldn\'t be recognised as something k6 supports.',
  },
  {
    specifier: 'jslib.k6.io/x.js',
    message: 'The moduleSpecifier "jslib.k6.io/x.js" couldn\'t be recognised as something k6 supports.',
  },
  {
    specifier: 'k6things',
    message: 'The moduleSpecifier "k6things" couldn\'t be recognised as something k6 supports.',
  },
  { specifier: 'cdnjs.com/libraries/x', message: "cdnjs.com 'special' urls are no longer supported" },
  { specifier: 'github.com/a/b/c.js', message: "github.com 'special' urls are no longer supported" },
])('"$specifier" is refused', ({ specifier, message }) => {
  expect(() => resolveSpecifier(specifier, FILE)).toThrow(message);
});

test('a remote module may not load local files', () => {
  expect(() => resolveSpecifier('file:///etc/passwd', REMOTE)).toThrow(
    `origin (${REMOTE}) not allowed to load local file: file:///etc/passwd`,
  );
});
