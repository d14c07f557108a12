import { expect, test } from 'vitest';
import { ScriptGraph } from './module-graph.ts';
import { memorySources } from './program.fixture.ts';

function requestedBy(files: Readonly<Record<string, string>>): readonly string[] | undefined {
  const graph = new ScriptGraph(memorySources(files));
  graph.load('file:///main.js');
  return graph.requestedModules();
}

test('knows the modules that any file imports or requires by name', () => {
  const requested = requestedBy({
    '/main.js': `import http from 'k6/http'; import './lib.js'; const { sleep } = require('k6');`,
    '/lib.js': `export * from 'k6/crypto'; export function later() { return require("k6/html"); }`,
  });
  expect(requested?.filter((name) => name.startsWith('k6')).sort()).toEqual([
    'k6',
    'k6/crypto',
    'k6/html',
    'k6/http',
  ]);
});

test.each([
  ['a computed name', `const name = 'http'; require('k6/' + name);`],
  ['another name for it', `const load = require; load('k6/http');`],
  ['the global object', `globalThis.require('k6/http');`],
  ['code in a string', `new Function("return require('k6/http')")();`],
])('does not claim to know them when the script requires through %s', (_, code) => {
  expect(requestedBy({ '/main.js': code })).toBeUndefined();
});
