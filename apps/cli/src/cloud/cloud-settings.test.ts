import { expect, test } from 'vitest';
import { chosenProject, connectionOf, loggedIn, nameOfTest, scriptCloudOptions } from './cloud-settings.ts';

const STORED = { host: 'https://stored.example.com', token: 'stored', projectID: 5 };

test('variables win over what the script says, and that over what is stored', () => {
  const env = { K6_CLOUD_HOST: 'http://10.0.0.5:80/', K6_CLOUD_TOKEN: 'variable\n' };
  expect(connectionOf(env, STORED, { token: 'script' })).toEqual({
    url: 'http://10.0.0.5',
    token: 'variable',
  });
  expect(connectionOf({}, STORED, { token: 'script' })).toEqual({ url: STORED.host, token: 'script' });
  expect(connectionOf({ K6_CLOUD_TOKEN: '' }, STORED)).toEqual({ url: STORED.host, token: 'stored' });
  expect(connectionOf({ K6_CLOUD_HOST_V6: 'load:80' }, STORED).url).toBe('http://load:80');
});

test('the controller is on this machine unless somebody says otherwise', () => {
  expect(connectionOf({}, {})).toEqual({ url: 'http://127.0.0.1:6464', token: undefined });
});

test('without a token there is nothing to be done but to log in', () => {
  expect(() => loggedIn({}, {})).toThrow('you are not logged in to the controller at http://127.0.0.1:6464');
});

test.each([
  [{ K6_CLOUD_PROJECT_ID: '7' }, { projectID: 8 }, 7],
  [{}, { projectID: 8 }, 8],
  [{}, { projectId: 9 }, 9],
  [{}, { projectID: 0 }, 5],
  [{ K6_CLOUD_PROJECT_ID: '' }, {}, 5],
])('with %o and %o in the script the project is %i', (env, script, project) => {
  expect(chosenProject(env, STORED, script)).toBe(project);
});

test('a project that is no number is refused', () => {
  expect(() => chosenProject({ K6_CLOUD_PROJECT_ID: 'x' }, {})).toThrow(
    'K6_CLOUD_PROJECT_ID must be a number',
  );
});

test.each([
  [{ K6_CLOUD_NAME: 'variable' }, { name: 'script' }, 'a/b.js', 'variable'],
  [{}, { name: 'script' }, '-', 'script'],
  [{}, {}, 'a/b.js', 'b.js'],
  [{}, {}, 'https://example.com/tests/c.js?raw=1', 'c.js'],
])('with %o and %o the test of %s is called %s', (env, options, script, name) => {
  expect(nameOfTest(env, options, script)).toBe(name);
});

test('a script without a file must be called something', () => {
  expect(() => nameOfTest({}, {}, '-')).toThrow(
    'a script from standard input must say how its test is called',
  );
});

test('old scripts keep their cloud options elsewhere', () => {
  expect(scriptCloudOptions({ ext: { loadimpact: { name: 'old' } } })).toEqual({ name: 'old' });
  expect(scriptCloudOptions({ cloud: { name: 'new' }, ext: { loadimpact: { name: 'old' } } })).toEqual({
    name: 'new',
  });
  expect(scriptCloudOptions({})).toEqual({});
});
