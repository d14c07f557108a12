import { homedir } from 'node:os';
import { paintPlain } from '@squall/core';
import { expect, test } from 'vitest';
import { type Welcome, welcomeText } from './welcome-text.ts';

const FIRST: Welcome = {
  url: 'http://127.0.0.1:6464',
  dataFolder: `${homedir()}/.local/share/squall`,
  agent: 'one here, in load zone amazon:us:ashburn',
  tokens: { isFirstStart: true, browser: `sqo_${'b'.repeat(38)}`, terminal: `sqo_${'t'.repeat(38)}` },
  isQuiet: false,
};

test('the first start says where the controller is, what it keeps where and how to get in', () => {
  const text = welcomeText(FIRST, paintPlain);
  expect(text).toContain('    controller: http://127.0.0.1:6464\n');
  expect(text).toContain('          data: ~/.local/share/squall\n');
  expect(text).toContain(`\n      ${FIRST.tokens?.browser}\n`);
  expect(text).toContain(`\n      squall cloud login --token ${FIRST.tokens?.terminal}\n`);
});

test('no line of it is wider than a usual terminal', () => {
  const widest = welcomeText(FIRST, paintPlain)
    .split('\n')
    .map((line) => line.length);
  expect(Math.max(...widest)).toBeLessThanOrEqual(80);
});

test('a controller elsewhere than usual is named in the command to log in', () => {
  const text = welcomeText({ ...FIRST, url: 'http://10.0.0.5:80' }, paintPlain);
  expect(text).toContain('squall cloud login --host http://10.0.0.5:80 --token sqo_t');
});

test('later starts show no tokens', () => {
  const text = welcomeText({ ...FIRST, tokens: undefined }, paintPlain);
  expect(text).not.toContain('sqo_');
  expect(text).toContain('Press Ctrl-C to stop.');
});

test('a quiet start shows what could not be found out later, and nothing else', () => {
  expect(welcomeText({ ...FIRST, isQuiet: true, tokens: undefined }, paintPlain)).toBe('');
  const text = welcomeText({ ...FIRST, isQuiet: true }, paintPlain);
  expect(text).toContain('sqo_t');
  expect(text).not.toContain('controller: ');
});
