import { expect, test } from 'vitest';
import { readUseDirectives, unmetDirective } from './use-directives.ts';
import { satisfiesVersion } from './version-constraint.ts';

test('directives are read from the strings before any code', () => {
  const code = `#!/usr/bin/env k6
    // what it needs
    "use k6 >= 1.0"; /* and */ 'use strict';
    'use k6 with k6/x/redis>=0.5'
    ;"use k6";
    import http from 'k6/http';
    "use k6 >= 9";`;
  expect(readUseDirectives(code)).toEqual([
    { dependency: 'k6', constraint: '>= 1.0' },
    { dependency: 'k6/x/redis', constraint: '>=0.5' },
    { dependency: 'k6', constraint: '' },
  ]);
  expect(readUseDirectives('const a = "use k6 >= 1";')).toEqual([]);
});

test.each([
  ['>= 2.0', 'yes'],
  ['>=2.2.0', 'yes'],
  ['> 2.2', 'no'],
  ['>2.1', 'yes'],
  ['< 2.2', 'no'],
  ['<= 2.2', 'yes'],
  ['2', 'yes'],
  ['=2.2.1', 'no'],
  ['!= 2.2.0', 'no'],
  ['v2.2.0', 'yes'],
  ['~2.1', 'no'],
  ['~2.2', 'yes'],
  ['^1.5', 'no'],
  ['^2.0', 'yes'],
  ['>= 1.0, < 2', 'no'],
  ['>= 1 < 3', 'yes'],
  ['< 1 || >= 2', 'yes'],
  ['*', 'yes'],
  ['2.x', 'yes'],
  ['>>> zz', 'malformed'],
  ['>= 1 || ', 'malformed'],
] as const)('version 2.2.0 and the constraint %j: %s', (constraint, answer) => {
  expect(satisfiesVersion('2.2.0', constraint)).toBe(answer);
});

test.each([
  [{ dependency: 'k6', constraint: '' }, undefined],
  [{ dependency: 'k6', constraint: '>= 2' }, undefined],
  [{ dependency: 'k6', constraint: '>= 3' }, 'this is compatible with k6 2.2.0'],
  [{ dependency: 'k6', constraint: 'zz' }, 'the constraint is malformed'],
  [{ dependency: 'k6/x/dns', constraint: '' }, 'the extension k6/x/dns is not there'],
  [{ dependency: 'k6/x/redis', constraint: '>= 1.0' }, undefined],
])('%j cannot be met because %s', (directive, reason) => {
  expect(unmetDirective(directive, '2.2.0')).toBe(reason);
});
