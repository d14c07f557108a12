import { expect, test } from 'vitest';
import { type CliOptions, type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

async function run(code: string, args: readonly string[] = [], options: CliOptions = {}): Promise<CliRun> {
  await using folder = await scriptFolder({ 'test.js': code });
  return await runCli(['run', ...args, 'test.js'], { cwd: folder.path, ...options });
}

/** A script whose stages say that they ran. */
const stages = (code: string) => `
  import exec from 'k6/execution';
  import { sleep } from 'k6';
  ${code}
  export function teardown() { console.log('teardown ran'); }
  export function handleSummary() { return { stdout: 'summary made\\n' }; }`;

const ITERATION = `export default function () { console.log('iteration ran'); }`;

/** Which stages left their mark. */
const marksOf = ({ stdout, stderr }: CliRun) =>
  ['iteration ran', 'teardown ran', 'summary made'].filter((mark) => `${stdout}${stderr}`.includes(mark));

test.each([
  {
    title: 'an exception in setup()',
    code: `export function setup() { throw new Error('boom'); } ${ITERATION}`,
    exitCode: 107,
    message:
      /msg="Error: boom\\n\\tat setup \(file:\S+:\d+:\d+\(0\)\)\\n" hint="script exception" source=stacktrace/,
    marks: ['summary made'],
  },
  {
    title: 'setup() taking too long',
    code: `export const options = { setupTimeout: '1s' }; export function setup() { sleep(60); } ${ITERATION}`,
    exitCode: 100,
    message: /msg="setup\(\) execution timed out after 1 seconds" hint="You can increase/,
    marks: ['summary made'],
  },
  {
    title: 'setup() aborting the test',
    code: `export function setup() { exec.test.abort('enough'); } ${ITERATION}`,
    exitCode: 108,
    message: /msg="test aborted: enough"/,
    marks: ['summary made'],
  },
  {
    title: 'setup() returning a function',
    code: `export function setup() { return { f() {} }; } ${ITERATION}`,
    exitCode: 255,
    message: /error marshaling setup\(\) data to JSON: json: unsupported type: func/,
    marks: ['summary made'],
  },
  {
    title: 'setup() returning a promise that is never settled',
    code: `export function setup() { return new Promise(() => {}); } ${ITERATION}`,
    exitCode: 107,
    message: /the promise that setup\(\) returned is never settled/,
    marks: ['summary made'],
  },
  {
    title: 'an iteration aborting the test',
    code: `export const options = { vus: 2, iterations: 9 };
      export default function () { if (__VU === 1) exec.test.abort('bye'); else sleep(60); console.log('iteration ran'); }`,
    exitCode: 108,
    message: /msg="test aborted: bye at default \(file:\S+:\d+:\d+\(0\)\)"/,
    marks: ['teardown ran', 'summary made'],
  },
  {
    title: 'an iteration marking the test as failed',
    code: `export default function () { exec.test.fail('slow'); console.log('iteration ran'); }`,
    exitCode: 110,
    message: /msg="test marked as failed: slow"[\s\S]*msg="test run was marked as failed"/,
    marks: ['iteration ran', 'teardown ran', 'summary made'],
  },
  {
    title: 'an iteration throwing',
    code: `export default function () { console.log('iteration ran'); null.x; }`,
    exitCode: 0,
    message: /executor=per-vu-iterations hint="script exception" scenario=default source=stacktrace/,
    marks: ['iteration ran', 'teardown ran', 'summary made'],
  },
  {
    title: 'an iteration rejecting with what is no error',
    code: `export default async function () { console.log('iteration ran'); throw 'sad'; }`,
    exitCode: 0,
    message: /msg="Uncaught \(in promise\) sad" executor=per-vu-iterations scenario=default/,
    marks: ['iteration ran', 'teardown ran', 'summary made'],
  },
])('$title ends with exit code $exitCode', async ({ code, exitCode, message, marks }) => {
  const ended = await run(stages(code));
  expect(ended.stderr).toMatch(message);
  expect(ended.exitCode).toBe(exitCode);
  expect(marksOf(ended)).toEqual(marks);
});

test.each([
  {
    title: 'throws',
    body: `throw new Error('too late');`,
    exitCode: 107,
    message: /msg="Error: too late\\n\\tat teardown \(/,
  },
  {
    title: 'takes too long',
    body: 'sleep(60);',
    exitCode: 101,
    message: /msg="teardown\(\) execution timed out after 1 seconds"/,
  },
  {
    title: 'aborts the test',
    body: `exec.test.abort('late');`,
    exitCode: 108,
    message: /msg="test aborted: late"/,
  },
])(
  'a teardown() that $title ends with exit code $exitCode, after the summary',
  async ({ body, exitCode, message }) => {
    const ended = await run(`
    import exec from 'k6/execution';
    import { sleep } from 'k6';
    export const options = { teardownTimeout: '1s' };
    export default function () {}
    export function teardown() { ${body} }
    export function handleSummary() { return { stdout: 'summary made' }; }`);
    expect(ended.stderr).toMatch(message);
    expect(ended).toMatchObject({ exitCode, stdout: expect.stringContaining('summary made') });
  },
);

test('setup() that never yields is given up soon after its time', async () => {
  const ended = await run(
    `export const options = { setupTimeout: '5s' };
     export function setup() { for (;;) {} }
     export default function () {}`,
    ['--quiet'],
  );
  expect(ended.stderr).toContain('setup() execution timed out after 5 seconds');
  expect(ended).toMatchObject({ exitCode: 100, stdout: expect.stringContaining('TOTAL RESULTS') });
});

test('handleSummary() that never yields is given up, without changing the exit code', async () => {
  const ended = await run(
    `export const options = { handleSummaryTimeout: '5s' };
     export default function () {}
     export function handleSummary() { for (;;) {} }`,
  );
  expect(ended.stderr).toContain('handleSummary() execution timed out after 5 seconds');
  expect(ended.exitCode).toBe(0);
});

test('init code failing in a later VU names the VU and runs nothing', async () => {
  const ended = await run(
    stages(`export const options = { vus: 3, iterations: 3 };
      if (__VU === 2) throw new Error('not me'); ${ITERATION}`),
  );
  expect(ended.exitCode).toBe(107);
  expect(ended.stderr).toMatch(
    /msg="Error: not me.* hint="error while initializing VU #2 \(script exception\)"/,
  );
  expect(marksOf(ended)).toEqual([]);
});

test.each([
  {
    code: `exec.test.abort('in init');`,
    hint: '',
    message: /could not initialize 'test\.js': .*test aborted: in init at file:/,
  },
  {
    code: `if (__VU === 1) exec.test.abort('in a VU');`,
    hint: 'hint="error while initializing VU #1"',
    message: /msg="test aborted: in a VU at file:/,
  },
])('init code can abort the test: $code', async ({ code, hint, message }) => {
  const ended = await run(stages(`${code} ${ITERATION}`));
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).toContain(hint);
  expect(ended.exitCode).toBe(108);
  expect(marksOf(ended)).toEqual([]);
});

test('init code may await, but not a promise that is never settled', async () => {
  const settled = await run(
    'const text = await new Promise((resolve) => setTimeout(() => resolve("waited"), 20)); export default () => console.log(text);',
  );
  expect(settled.stderr).toContain('msg=waited');
  const pending = await run('await new Promise(() => {}); export default function () {}');
  expect(pending.stderr).toContain('the init code awaits a promise that is never settled');
  expect(pending.exitCode).toBe(107);
});

test('an iteration that is cut off runs no finally, and its timers are named', async () => {
  const ended = await run(
    `export const options = { scenarios: { s: { executor: 'constant-vus', vus: 1, duration: '1s', gracefulStop: '0s' } } };
     import { sleep } from 'k6';
     export default function () {
       setTimeout(() => {}, 9000); setInterval(() => {}, 9000);
       try { sleep(60); } finally { console.log('finally'); }
     }`,
  );
  expect(ended.stderr).toContain('setTimeout 1 was stopped because the VU iteration was interrupted');
  expect(ended.stderr).toContain('setInterval 2 was stopped because the VU iteration was interrupted');
  expect(ended.stderr).toContain(
    'No script iterations fully finished, consider making the test duration longer',
  );
  expect(ended.stderr).not.toContain('finally');
  expect(ended).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('0 complete and 1 interrupted'),
  });
});

test('setup and teardown can be switched off', async () => {
  const code = `export function setup() { console.log('setup ran'); return 1; } export default (data) => console.log('data', data);
    export function teardown() { console.log('teardown ran'); }`;
  const flags = await run(code, ['--no-setup', '--no-teardown']);
  const variables = await run(code, [], { env: { K6_NO_SETUP: 'true', K6_NO_TEARDOWN: 'true' } });
  for (const { stderr } of [flags, variables]) {
    expect(stderr).toContain('data undefined');
    expect(stderr).not.toContain('ran');
  }
});

test('scenarios have their own functions, variables, tags and start times', async () => {
  const { stderr } = await run(
    `import exec from 'k6/execution';
     export const options = { tags: { run: 'r' }, scenarios: {
       late: { executor: 'per-vu-iterations', startTime: '1s', exec: 'two', env: { WHO: 'late' }, tags: { t: 'l' } },
       early: { executor: 'per-vu-iterations', exec: 'one', env: { WHO: 'early' } },
     } };
     const say = (name) => console.log(name, __ENV.WHO, __ENV.LEFT, __ITER, exec.scenario.name, exec.vu.metrics.tags.run, exec.vu.metrics.tags.t, exec.vu.metrics.tags.mine);
     export function one() { say('one'); __ENV.LEFT = 'x'; exec.vu.metrics.tags.mine = 'm'; }
     export function two() { say('two'); }`,
    ['--quiet'],
  );
  const lines = [...stderr.matchAll(/msg="(one|two) ([^"]*)"/g)].map(([, name, rest]) => `${name} ${rest}`);
  expect(lines).toEqual([
    'one early undefined 0 early r undefined undefined',
    'two late undefined 0 late r l undefined',
  ]);
});
