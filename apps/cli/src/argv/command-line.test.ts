import { describe, expect, test } from 'vitest';
import { PROGRAM } from '../commands/command-tree.ts';
import { readCommandLine } from './command-line.ts';

function read(...argv: string[]) {
  const { path, flags, args } = readCommandLine(argv, PROGRAM);
  return { command: path.map(({ name }) => name).join(' '), flags, args };
}

describe('reads', () => {
  test.each([
    [['run', 'a.js'], {}, ['a.js']],
    [['run', '-u', '5', 'a.js', '-d5s'], { vus: ['5'], duration: ['5s'] }, ['a.js']],
    [['run', 'a.js', '--vus=5', '--duration', '1m'], { vus: ['5'], duration: ['1m'] }, ['a.js']],
    [['run', '-u=5', 'a.js'], { vus: ['5'] }, ['a.js']],
    [['run', '-qu5', '-', '-wv'], { quiet: ['true'], vus: ['5'], throw: ['true'], verbose: ['true'] }, ['-']],
    [['run', '--paused=false', 'a.js'], { paused: ['false'] }, ['a.js']],
    [['run', '--paused', 'false'], { paused: ['true'] }, ['false']],
    [['run', '--http-debug', 'a.js'], { 'http-debug': ['headers'] }, ['a.js']],
    [['run', '--http-debug=full', 'a.js'], { 'http-debug': ['full'] }, ['a.js']],
    [['run', '-u', '1', '-u', '2', 'a.js'], { vus: ['2'] }, ['a.js']],
    [['run', '-s', '1s:1,2s:2', '-s', '3s:3'], { stage: ['1s:1', '2s:2', '3s:3'] }, []],
    [['run', '-s', ''], { stage: [] }, []],
    [['run', '--tag', 'a=1,2', '--tag', 'b=3'], { tag: ['a=1,2', 'b=3'] }, []],
    [['run', '-e', 'A=b', '-eC=d'], { env: ['A=b', 'C=d'] }, []],
    [['run', '--', '-u', '--vus'], {}, ['-u', '--vus']],
    [['run', '-i', '-5', 'a.js'], { iterations: ['-5'] }, ['a.js']],
  ])('%j', (argv, flags, args) => {
    expect(read(...argv)).toEqual({ command: 'run', flags, args });
  });
});

test('finds the command behind flags, its own included', () => {
  expect(read('-q', '--log-format', 'json', 'run', 'a.js')).toEqual({
    command: 'run',
    flags: { quiet: ['true'], 'log-format': ['json'] },
    args: ['a.js'],
  });
  expect(read('--vus', '5', 'run', 'run')).toEqual({ command: 'run', flags: { vus: ['5'] }, args: ['run'] });
});

test('leaves an unknown command among the arguments', () => {
  expect(read('nonsense', '-v')).toEqual({ command: '', flags: { verbose: ['true'] }, args: ['nonsense'] });
});

describe('refuses with exit code 255', () => {
  test.each([
    [['run', '--blah'], 'unknown flag: --blah'],
    [['run', '--blah=1'], 'unknown flag: --blah'],
    [['inspect', '--vus', '1', 'a.js'], 'unknown flag: --vus'],
    [['run', '-x'], "unknown shorthand flag: 'x' in -x"],
    [['run', '-qxy'], "unknown shorthand flag: 'x' in -xy"],
    [['run', '--duration'], 'flag needs an argument: --duration'],
    [['run', '-d'], "flag needs an argument: 'd' in -d"],
    [['run', '---x'], 'bad flag syntax: ---x'],
    [['run', '--=x'], 'bad flag syntax: --=x'],
    [
      ['run', '-d', '1000'],
      'invalid argument "1000" for "-d, --duration" flag: time: missing unit in duration "1000"',
    ],
    [
      ['run', '-i', 'blah'],
      'invalid argument "blah" for "-i, --iterations" flag: strconv.ParseInt: parsing "blah": invalid syntax',
    ],
    [
      ['run', '--rps=1.5'],
      'invalid argument "1.5" for "--rps" flag: strconv.ParseInt: parsing "1.5": invalid syntax',
    ],
    [
      ['run', '--paused=maybe'],
      'invalid argument "maybe" for "-p, --paused" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ['run', '--system-tags', 'a"b'],
      'invalid argument "a\\"b" for "--system-tags" flag: parse error on line 1, column 2: bare " in non-quoted field',
    ],
  ])('%j', (argv, message) => {
    expect(() => read(...argv)).toThrow(expect.objectContaining({ message, exitCode: 255 }));
  });
});
