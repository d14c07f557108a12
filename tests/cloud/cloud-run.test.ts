import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CloudWithZones } from './cloud-with-zones.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let cloud: CloudWithZones;
beforeAll(async () => {
  cloud = await CloudWithZones.start({ zones: ['amazon:us:ashburn', 'amazon:ie:dublin'] });
});
afterAll(() => cloud[Symbol.asyncDispose]());

/** Measures nothing but what it decides itself. */
const EXACT = `
  import { check, group } from 'k6';
  import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
  import exec from 'k6/execution';
  const orders = new Counter('orders'), open = new Gauge('open'), paid = new Rate('paid'), price = new Trend('price');
  export function setup() { return { shop: 'open' }; }
  export default function ({ shop }) {
    const n = exec.scenario.iterationInTest;
    group('buy', () => check(shop, { 'shop is open': (text) => text === 'open', 'n is small': () => n < 15 }));
    orders.add(2);
    open.add(7);
    paid.add(n % 4 === 0);
    price.add(n);
  }
  export function teardown({ shop }) { if (shop !== 'open') throw new Error('no setup data'); }
`;

const DISTRIBUTION = `distribution: {
  east: { loadZone: 'amazon:us:ashburn', percent: 50 },
  west: { loadZone: 'amazon:ie:dublin', percent: 50 },
}`;

describe.concurrent('a run on the agents of a controller', () => {
  test('over two load zones tells of each, and ends with the exit code of its thresholds', async () => {
    const script = cloud.write(
      'founding.js',
      `import { Counter } from 'k6/metrics';
       const seen = new Counter('seen');
       export const options = {
         scenarios: { s: { executor: 'per-vu-iterations', vus: 4, iterations: 5 } },
         thresholds: {
           'seen{load_zone:amazon:us:ashburn}': ['count==10'],
           'seen{load_zone:amazon:ie:dublin}': ['count==10'],
           iterations: ['count>20'],
         },
         cloud: { name: 'founding', ${DISTRIBUTION} },
       };
       export function setup() { return { token: 't-' + __ENV.WHO }; }
       export default function ({ token }) {
         if (token === 't-ada' && __ENV.LI_DISTRIBUTION) seen.add(1);
         if (__ITER === 0) console.log('from ' + __ENV.LI_DISTRIBUTION + ' without ' + __ENV.SECRET);
       }
       export function teardown({ token }) { console.log('teardown with ' + token); }`,
    );
    const run = await cloud.squall(['cloud', 'run', '-e', 'WHO=ada', script], { env: { SECRET: 'x' } });
    expect(run.exitCode, run.stderr).toBe(99);
    expect(run.stdout).toContain('execution: cloud');
    expect(run.stdout).toMatch(/output: http:\/\/127\.0\.0\.1:\d+\/runs\/\d+/);
    expect(run.stdout).toMatch(/✓ 'count==10' count=10[\s\S]*✓ 'count==10' count=10/);
    expect(run.stdout).toMatch(/✗ 'count>20' count=20/);
    expect(run.stderr).toMatch(/msg="from east without undefined".*lz="amazon:us:ashburn"/);
    expect(run.stderr).toMatch(/msg="from west without undefined".*lz="amazon:ie:dublin"/);
    expect(run.stderr.match(/teardown with t-ada/g)).toHaveLength(1);
    expect(run.stderr).toContain(`thresholds on metrics 'iterations' have been crossed`);
  });

  test('has the summary of a run on this machine', async () => {
    const options = `
      export const options = {
        scenarios: { s: { executor: 'shared-iterations', vus: 4, iterations: 20 } },
        thresholds: { orders: ['count==40'], price: ['max==19', 'avg==9.5'], checks: ['rate==0.875'] },
        cloud: { name: 'exact', ${DISTRIBUTION} },
      };`;
    const script = cloud.write('exact.js', options + EXACT);
    const [here, there] = await Promise.all([
      cloud.squall(['run', '--summary-export', 'here.json', script]),
      cloud.squall(['cloud', 'run', '--summary-export', 'there.json', script]),
    ]);
    expect(there.stderr).toBe('');
    expect([here.exitCode, there.exitCode]).toEqual([0, 0]);
    const [mine, theirs] = ['here.json', 'there.json'].map((name) =>
      JSON.parse(readFileSync(cloud.path(name), 'utf8')),
    );
    // VUs are counted every second: so short a run may have none to tell of.
    const namesIn = ({ metrics }: { metrics: object }) =>
      Object.keys(metrics).filter((name) => !name.startsWith('vus'));
    expect(namesIn(theirs).sort()).toEqual(namesIn(mine).sort());
    expect(theirs.root_group).toEqual(mine.root_group);
    for (const name of ['open', 'paid', 'price', 'checks']) {
      expect(theirs.metrics[name], name).toEqual(mine.metrics[name]);
    }
    for (const name of ['orders', 'iterations']) {
      expect(theirs.metrics[name].count, name).toBe(mine.metrics[name].count);
    }
  });

  test('calls handleSummary() here and writes its files here, and reports for CI', async () => {
    const script = cloud.write(
      'summary.js',
      `${EXACT}
       export const options = { vus: 2, iterations: 4, cloud: { name: 'summary' } };
       export function handleSummary({ metrics, setup_data }) {
         return { 'mine.txt': setup_data.shop + ' ' + metrics.orders.values.count, stdout: 'in short\\n' };
       }`,
    );
    const run = await cloud.squall(['cloud', 'run', '--quiet', '--out', 'junit=report.xml', script]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0, stdout: 'in short\n' });
    expect(readFileSync(cloud.path('mine.txt'), 'utf8')).toBe('open 8');
    expect(readFileSync(cloud.path('report.xml'), 'utf8')).toContain('shop is open');
  });

  test('can come from standard input if it says how it is called', async () => {
    const script = (options: string) => `
      export const options = { iterations: 3, ${options} };
      export default function () {}`;
    const stdin = script(`ext: { loadimpact: { name: 'from stdin' } }`);
    const named = await cloud.squall(['cloud', '-'], { stdin });
    expect(named.exitCode, named.stderr).toBe(0);
    expect(named.stdout).toMatch(/iterations\.+: 3 /);
    const nameless = await cloud.squall(['cloud', '-'], { stdin: script('') });
    expect(nameless.exitCode).toBe(104);
    expect(nameless.stderr).toContain('a script from standard input must say how its test is called');
    const tests = await cloud.squall(['cloud', 'tests']);
    expect(tests.stdout).toContain('from stdin');
  });

  test('ends with the exit code of what the script did', async () => {
    const code = (body: string) => `
      import exec from 'k6/execution';
      export const options = { iterations: 1 };
      ${body}`;
    const scripts = {
      107: code(`export function setup() { throw new Error('broken'); } export default function () {}`),
      108: code(`export default function () { exec.test.abort('enough'); }`),
      110: code(`export default function () { exec.test.fail('bad'); }`),
    };
    for (const [exitCode, text] of Object.entries(scripts)) {
      const run = await cloud.squall(['cloud', 'run', cloud.write(`exit-${exitCode}.js`, text)]);
      expect(run.exitCode, `${exitCode}: ${run.stderr}`).toBe(Number(exitCode));
    }
  });

  const LONG = `
    import { sleep } from 'k6';
    export const options = { vus: 2, duration: '60s', gracefulStop: '0s' };
    export default function () { sleep(0.2); }`;

  test('is stopped by Ctrl-C, and sums up what was done until then', async () => {
    const script = cloud.write('stopped.js', LONG);
    const run = await cloud.squall(['cloud', 'run', script], {
      signals: [{ signal: 'SIGINT', output: /Run .* [1-9]\d* iterations/ }],
    });
    expect(run.exitCode, run.stderr).toBe(105);
    expect(run.stderr).toContain('the run is asked to stop');
    expect(run.stderr).toContain(`test run was aborted because Squall received a 'interrupt' signal`);
    expect(run.stdout).toMatch(/iterations\.+: [1-9]/);
  });

  test('goes on when the command line leaves as soon as it is running, and can be looked at and stopped', async () => {
    const script = cloud.write('left.js', LONG);
    const run = await cloud.squall(['cloud', 'run', '--exit-on-running', script]);
    expect(run.exitCode, run.stderr).toBe(0);
    const [page = ''] = /http\S+\/runs\/\d+/.exec(run.stdout) ?? [];
    const running = await cloud.squall(['cloud', 'status', page]);
    expect(running.stdout).toContain('state: running');
    expect((await cloud.squall(['cloud', 'stop', page])).stdout).toMatch(/run \d+ is asked to stop/);
    // Not `expect.poll`, which knows only one test at a time.
    await vi.waitFor(
      async () => {
        const { stdout } = await cloud.squall(['cloud', 'status', page]);
        expect(stdout).toMatch(/state: aborted\s+result: error, stopped by/);
      },
      { timeout: 60_000, interval: 500 },
    );
    expect((await cloud.squall(['cloud', 'stop', page])).stdout).toMatch(/run \d+ has ended already/);
  });

  test('in a load zone without agents waits, says what to do, and can be given up', async () => {
    const script = cloud.write(
      'nowhere.js',
      `export const options = { cloud: { distribution: { a: { loadZone: 'amazon:jp:tokyo', percent: 100 } } } };
       export default function () {}`,
    );
    const run = await cloud.squall(['cloud', 'run', script], {
      signals: [{ signal: 'SIGINT', output: /the run waits for agents/ }],
    });
    expect(run.stdout).toContain('waiting for agents: 1 in amazon:jp:tokyo');
    expect(run.stderr).toMatch(
      /load zone 'amazon:jp:tokyo'.*squall agent --controller http:\S+ --token TOKEN/,
    );
    expect(run.exitCode).toBe(105);
    expect(run.stdout).toContain('ended before the load');
    expect(run.stdout).not.toMatch(/iterations\.+:/);
  });

  test('is refused before anything is uploaded when its options make no sense there', async () => {
    const script = cloud.write(
      'mars.js',
      `export const options = { cloud: { distribution: { a: { loadZone: 'mars', percent: 100 } } } };
       export default function () {}`,
    );
    const run = await cloud.squall(['cloud', 'run', script]);
    expect(run.exitCode).toBe(255);
    expect(run.stderr).toContain(
      "there is no load zone 'mars' (target: 'options.cloud.distribution.a.loadZone')",
    );
    expect((await cloud.squall(['cloud', 'tests'])).stdout).not.toContain('mars.js');
    const raw = await cloud.squall(['cloud', 'run', '--out', 'json=x.json', script]);
    expect(raw.stderr).toContain('a run in the cloud cannot feed json (x.json)');
  });

  test('can be uploaded without being started, again and again', async () => {
    const script = cloud.write('stored.js', 'export default function () {}');
    const first = await cloud.squall(['cloud', 'upload', script]);
    const second = await cloud.squall(['cloud', '--upload-only', script]);
    expect(first.stdout).toMatch(/uploaded 'stored\.js': http\S+\/tests\/\d+/);
    expect(second.stdout).toBe(first.stdout);
  });
});
