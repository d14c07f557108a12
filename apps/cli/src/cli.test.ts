import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CliBench } from './cli.fixture.ts';

describe('refuses', () => {
  const script = 'arg should either be "-", if reading script from stdin, or a path to a script file';
  test.each([
    [['run'], `accepts 1 arg(s), received 0: ${script}`],
    [['run', 'a.js', 'b.js'], `accepts 1 arg(s), received 2: ${script}`],
    [['archive'], 'accepts 1 arg(s), received 0'],
    [['inspect'], 'accepts 1 arg(s), received 0'],
    [['new', 'a', 'b'], 'accepts at most 1 arg(s), received 2'],
    [['nonsense'], 'unknown command "nonsense" for "k6"'],
    [['run', '--blah', 'a.js'], 'unknown flag: --blah'],
    [['run', '--tag', 'x', 'a.js'], "error parsing tag 'x': invalid tag, empty value"],
    [['run', '--summary-mode', 'legacy', 'a.js'], 'invalid summary mode'],
    [['run', '--workers', '0', 'a.js'], 'the number of workers must be a positive integer, got 0'],
    [['run', '--log-output', 'foo', 'a.js'], "unsupported log output 'foo'"],
  ])('%j with exit code 255 and one line', async (argv, message) => {
    using cli = new CliBench();
    expect(await cli.run(argv)).toBe(255);
    expect(cli.log).toBe(`level=error msg=${JSON.stringify(message)}\n`);
    expect(cli.out).toBe('');
  });
});

test('hands everything outside the script to the engine and takes its exit code', async () => {
  using cli = new CliBench();
  mkdirSync(cli.path('k6'));
  writeFileSync(cli.path('k6/config.json'), '{"rps": 7, "collectors": {"cloud": {"token": "t"}}}');
  const argv = ['run', '-u', '3', '-o', 'json=x', '-e', 'A=b', '--workers=2', '-q', 'a.js', '-a', ':1'];
  expect(await cli.run(argv, { K6_DURATION: '5s', K6_NO_THRESHOLDS: 'true', HOME: '/h' })).toBe(99);
  expect(cli.runs[0]).toMatchObject({
    script: 'a.js',
    workingDirectory: cli.folder,
    workers: 2,
    runtime: { noThresholds: true, summaryMode: 'compact' },
    layers: {
      configFile: { rps: 7, collectors: { cloud: { token: 't' } } },
      env: { duration: 5000 },
      flags: { vus: 3, out: ['json=x'] },
    },
    scriptEnv: { A: 'b', HOME: '/h', K6_DURATION: '5s' },
    global: { quiet: true, verbose: false, address: ':1', isAddressRequired: true },
  });
});

test('gives archived and inspected scripts no system variables unless asked', async () => {
  using cli = new CliBench();
  await cli.run(['archive', '-O', 'x.tar', '-u5', '--exclude-env-vars', '-e', 'A=b', 'a.js'], { HOME: '/h' });
  expect(cli.archives[0]).toMatchObject({
    outFile: 'x.tar',
    excludeEnvVars: true,
    layers: { flags: { vus: 5 } },
  });
  expect(cli.archives[0]?.scriptEnv).toEqual({ A: 'b' });
  await cli.run(['inspect', '--execution-requirements', '--include-system-env-vars', 'a.js'], { HOME: '/h' });
  expect(cli.inspections[0]).toMatchObject({ executionRequirements: true, scriptEnv: { HOME: '/h' } });
  expect(cli.out).toBe('{\n  "paused": null\n}');
});

test('tells scripts which features are on', async () => {
  using cli = new CliBench();
  await cli.run(['run', '--features', 'freeze-env,nope', 'a.js']);
  expect(cli.runs[0]?.features).toEqual(['freeze-env']);
  expect(cli.runs[0]?.scriptEnv.K6_FEATURES).toBe('freeze-env');
  expect(cli.log).toBe(
    'level=error msg="Unknown feature flag" feature=nope outcome=unknown source=cli\n' +
      'level=info msg="Experimental feature enabled" feature=freeze-env lifecycle=experimental\n',
  );
});

test('ends with 104 for bad variables and configuration files', async () => {
  using cli = new CliBench();
  expect(await cli.run(['run', 'a.js'], { K6_VUS: 'abc' })).toBe(104);
  expect(cli.log).toContain('envconfig.Process: assigning K6_VUS to VUs');
  expect(await cli.run(['run', '-c', 'nope.json', 'a.js'])).toBe(104);
  expect(cli.log).toBe(
    'level=error msg="failed to load the configuration file from the local file system: stat nope.json: no such file or directory"\n',
  );
  expect(await cli.run(['run', 'a.js'], { K6_CONFIG: 'nope.json' })).toBe(104);
  expect(cli.runs).toEqual([]);
});

test('lists what a script imports', async () => {
  using cli = new CliBench();
  await cli.run(['deps', 'a.js']);
  expect(cli.out).toBe(
    'Build Dependencies:\n  k6: *\n\nImports:\n  file:///a.js\n  k6/http\n\nCustom Build Required: no\n',
  );
  await cli.run(['deps', '--json', 'a.js']);
  expect(JSON.parse(cli.out)).toEqual({
    buildDependencies: { k6: '*' },
    imports: ['file:///a.js', 'k6/http'],
    customBuildRequired: false,
  });
});

test('prints version and help', async () => {
  using cli = new CliBench();
  expect(await cli.run(['--version'])).toBe(0);
  expect(cli.out).toMatch(/^squall v\d+\.\d+\.\d+ \(compatible with k6 v2\.2\.0, node v\S+, \w+\/\w+\)\n$/);
  expect(await cli.run(['version', 'ignored', '--json'])).toBe(0);
  expect(JSON.parse(cli.out)).toMatchObject({ k6_version: 'v2.2.0' });
  for (const argv of [
    ['run', '--help'],
    ['help', 'run'],
    ['run', '-h', 'a.js'],
  ]) {
    expect(await cli.run(argv)).toBe(0);
    expect(cli.out).toContain('-u, --vus <int>');
  }
  expect(await cli.run([])).toBe(0);
  expect(cli.out).toContain('Usage: squall <command> [flags]');
  expect(await cli.run(['help', 'nope'])).toBe(255);
});

test('lists features', async () => {
  using cli = new CliBench();
  await cli.run(['features']);
  expect(cli.out.split('\n')[0]).toMatch(/^FEATURE +LIFECYCLE +DESCRIPTION$/);
  await cli.run(['features', '--json']);
  expect(JSON.parse(cli.out)).toHaveLength(3);
});

describe('new', () => {
  test('writes templates and refuses to overwrite', async () => {
    using cli = new CliBench();
    expect(await cli.run(['new'])).toBe(0);
    expect(cli.out).toBe('New script created: script.js (minimal template).\n');
    const script = readFileSync(cli.path('script.js'), 'utf8');
    expect(script).toContain("vus: 10,\n  duration: '30s',\n};");
    expect(script).not.toContain('{{');
    expect(await cli.run(['new'])).toBe(255);
    expect(cli.log).toContain('script.js already exists. Use the `--force` flag to overwrite it');
    expect(await cli.run(['new', '-f', '--template', 'protocol', '--project-id', '42'])).toBe(0);
    expect(readFileSync(cli.path('script.js'), 'utf8')).toContain(
      "cloud: { projectID: 42, name: 'script.js' },",
    );
    expect(await cli.run(['new', 'b.js', '--template', 'browser'])).toBe(0);
  });

  test('fills in templates from files', async () => {
    using cli = new CliBench();
    writeFileSync(cli.path('tpl.js'), '// {{ .ScriptName }} {{.ProjectID}}{{ if .ProjectID }} yes{{ end }}');
    expect(await cli.run(['new', 'a.js', '--template', './tpl.js', '--project-id=7'])).toBe(0);
    expect(readFileSync(cli.path('a.js'), 'utf8')).toBe('// a.js 7 yes');
    expect(await cli.run(['new', 'b.js', '--template', './tpl.js'])).toBe(0);
    expect(readFileSync(cli.path('b.js'), 'utf8')).toBe('// b.js ');
    expect(await cli.run(['new', 'c.js', '--template', 'tpl.js'])).toBe(255);
    expect(cli.log).toContain('invalid template type \\"tpl.js\\", did you mean ./tpl.js?');
    expect(await cli.run(['new', 'c.js', '--template', 'nope'])).toBe(255);
    expect(cli.log).toBe('level=error msg="error retrieving template: invalid template type \\"nope\\""\n');
    expect(await cli.run(['new', 'c.js', '--template', './nope.js'])).toBe(255);
    expect(cli.log).toContain('failed to read template file ./nope.js: open ');
  });

  test('says why it cannot write the script', async () => {
    using cli = new CliBench();
    expect(await cli.run(['new', 'nowhere/a.js'])).toBe(255);
    expect(cli.log).toBe('level=error msg="open nowhere/a.js: no such file or directory"\n');
    expect(await cli.run(['run', '--log-output', 'file=.', 'a.js'])).toBe(255);
    expect(cli.log).toBe('level=error msg="open .: is a directory"\n');
  });

  test('refuses templates it cannot fill in', async () => {
    using cli = new CliBench();
    writeFileSync(cli.path('tpl.js'), '{{ range .X }}');
    expect(await cli.run(['new', 'a.js', '--template', './tpl.js'])).toBe(255);
    expect(cli.log).toContain('unsupported action in the template: {{ range .X }}');
  });
});

test('hands on which scenarios are to run', async () => {
  using cli = new CliBench();
  await cli.run(['run', '--scenario', 'api,ui', '--scenario=third', '--once', 'a.js']);
  expect(cli.runs[0]?.choice).toEqual({ names: ['api', 'ui', 'third'], once: true });
  await cli.run(['archive', '--once', 'a.js']);
  expect(cli.archives[0]?.choice).toEqual({ names: undefined, once: true });
  await cli.run(['inspect', 'a.js']);
  expect(cli.inspections[0]?.choice).toEqual({ names: undefined, once: false });
});
