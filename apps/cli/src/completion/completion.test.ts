import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { CliBench } from '../cli.fixture.ts';
import { PROGRAM } from '../commands/command-tree.ts';
import { fishCompletion } from './fish.ts';
import { powershellCompletion } from './powershell.ts';
import { completionScript, type Shell } from './shells.ts';
import { zshCompletion } from './zsh.ts';

/** What bash offers for the last word. */
function bashOffers(...words: readonly string[]): string[] {
  const call = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _squall squall "\${@: -1}" "\${@: -2:1}"`;
  const code = `${completionScript('bash', PROGRAM)}\n${call}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', code, 'bash', 'squall', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

test.each([
  [['clus'], ['cluster']],
  [['cluster', ''], ['run']],
  [['cluster', 'run', '--sp'], ['--spawn']],
  [['run', '--vu'], ['--vus']],
  [['archive', '--archive'], ['--archive-out']],
  [['run', '--archive'], []],
  [['-q', 'run', '--sta'], ['--stage']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', 'powershell'],
  ],
  [['-c', 'run', '--sta'], []],
  [['run', '-c', ''], []],
  [['run', ''], []],
])('bash offers after %j: %j', (words, offers) => {
  expect(bashOffers(...words)).toEqual(offers);
});

test('bash offers every command that help shows', () => {
  expect(bashOffers('')).toEqual(
    PROGRAM.commands.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name),
  );
});

test.each<Shell>(['bash', 'zsh', 'fish', 'powershell'])('completion %s prints a script', async (shell) => {
  using cli = new CliBench();
  expect(await cli.run(['completion', shell])).toBe(0);
  expect(cli.out).toBe(completionScript(shell, PROGRAM));
  for (const { name } of PROGRAM.commands) expect(cli.out).toContain(name);
});

test.each([[['completion']], [['completion', 'tcsh']]])('%j shows which shells there are', async (argv) => {
  using cli = new CliBench();
  expect(await cli.run(argv)).toBe(0);
  expect(cli.out).toContain('Print the completions for powershell');
});

const FLAG = { name: 'cut', short: 'c', kind: 'string', help: "don't: take 'it'" } as const;
const NODES = [
  { path: '', commands: [{ name: 'run', summary: 'Run' }], flags: [] },
  { path: 'run', commands: [], flags: [FLAG] },
];

test.each([
  ['zsh', zshCompletion, `'--cut:don'\\''t: take '\\''it'\\'''`],
  ['fish', fishCompletion, `-l cut -s c -r -d 'don\\'t: take \\'it\\''`],
  ['PowerShell', powershellCompletion, `@('--cut', 'don''t: take ''it''')`],
])('texts are quoted as %s needs it', (_, render, expected) => {
  const script = render('tool', NODES);
  expect(script).toContain(expected);
  expect(script).toContain('-c');
});
