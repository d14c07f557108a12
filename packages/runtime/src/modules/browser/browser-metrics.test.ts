import { afterAll, beforeAll, expect } from 'vitest';
import { browserRun, startSite, browserTest as test } from './browser.fixture.ts';

let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  site = await startSite({
    '/': `<title>Home</title><h1>Welcome</h1><button>go</button><script src="/script.js"></script>
      <script>document.querySelector('button').onclick = () => {
        const until = performance.now() + 60;
        while (performance.now() < until);
        document.querySelector('h1').textContent = 'clicked';
      }</script>`,
    '/next': '<title>Next</title><p>next</p>',
    '/script.js': (_, response) => {
      response.setHeader('content-type', 'text/javascript');
      response.setHeader('cache-control', 'max-age=3600');
      response.end('window.loaded = true');
    },
    '/missing': (_, response) => {
      response.writeHead(404);
      response.end('no');
    },
    '/moved': (_, response) => {
      response.writeHead(302, { location: '/next' });
      response.end();
    },
    '/users/1': 'one',
    '/users/2': 'two',
  });
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const LIMIT = { timeout: 60_000 };
const VITALS = ['cls', 'fcp', 'inp', 'lcp', 'ttfb'].map((name) => `browser_web_vital_${name}`);

async function samplesOf(body: string) {
  const { lines, vu } = await browserRun(body);
  expect(lines).toEqual([]);
  const path = (tags: Readonly<Record<string, string>>) => (tags.url ?? '').replace(site.url, '');
  return vu.samples
    .filter(({ metric }) => metric.startsWith('browser_'))
    .map(({ metric, value, tags }) => ({ metric, value, tags, path: path(tags) }));
}

test('a page that is closed has reported its web vitals, each once', LIMIT, async () => {
  const samples = await samplesOf(`
    const page = await browser.newPage();
    await page.goto('${site.url}/');
    await page.waitForFunction(() => performance.getEntriesByType('largest-contentful-paint') && document.fonts.ready);
    await page.click('button');
    await page.waitForFunction(() => document.querySelector('h1').textContent === 'clicked');
    await page.close();`);
  const vitals = samples.filter(({ metric }) => VITALS.includes(metric));
  expect(vitals.map(({ metric }) => metric).sort()).toEqual(VITALS);
  const inp = vitals.find(({ metric }) => metric === 'browser_web_vital_inp');
  expect(inp?.value).toBeGreaterThanOrEqual(56);
  expect(vitals[0]?.tags).toEqual({
    group: '',
    scenario: 'default',
    url: `${site.url}/`,
    name: `${site.url}/`,
    rating: expect.stringMatching(/^(good|needs-improvement|poor)$/),
  });
});

test('web vitals of a page are reported when it is left, or never closed', LIMIT, async () => {
  const samples = await samplesOf(`
    const page = await browser.newPage();
    await page.goto('${site.url}/');
    await page.goto('${site.url}/next');`);
  const shifts = samples.filter(({ metric }) => metric === 'browser_web_vital_cls');
  expect(shifts.map(({ path }) => path)).toEqual(['/', '/next']);
});

test('requests are counted with what they were and what came back', LIMIT, async () => {
  const samples = await samplesOf(`
    const page = await browser.newPage();
    for (const path of ['/', '/moved', '/missing']) await page.goto('${site.url}' + path);
    await page.goto('http://127.0.0.1:1/').catch(() => {});
    await page.close();`);
  const failed = samples.filter(({ metric }) => metric === 'browser_http_req_failed');
  const of = (path: string) => failed.filter((sample) => sample.path === path);
  expect(of('/missing').map(({ value, tags }) => [value, tags.status])).toEqual([[1, '404']]);
  expect(of('/moved').map(({ value, tags }) => [value, tags.status])).toEqual([[0, '302']]);
  expect(of('/script.js').map(({ tags }) => tags)).toEqual([
    {
      group: '',
      scenario: 'default',
      method: 'GET',
      url: `${site.url}/script.js`,
      name: `${site.url}/script.js`,
      resource_type: 'Script',
      status: '200',
      from_cache: 'false',
      from_prefetch_cache: 'false',
      from_service_worker: 'false',
    },
  ]);
  const received = samples.filter(({ metric }) => metric === 'browser_data_received');
  expect(received.every(({ value }) => value > 0)).toBe(true);
  const durations = samples.filter(({ metric }) => metric === 'browser_http_req_duration');
  expect(durations.map(({ path }) => path).sort()).toEqual(received.map(({ path }) => path).sort());
});

test('a script names what is measured at many URLs', LIMIT, async () => {
  const samples = await samplesOf(`
    const page = await browser.newPage();
    page.on('metric', (metric) => {
      metric.tag({ name: 'user', matches: [{ url: /users\\/\\d+$/, method: 'GET' }] });
      metric.tag({ name: 'never', matches: [{ url: /users/, method: 'POST' }] });
    });
    await page.goto('${site.url}/users/1');
    await page.goto('${site.url}/users/2');
    await page.close();`);
  const sent = samples.filter(({ metric }) => metric === 'browser_data_sent');
  const users = sent.filter(({ tags }) => tags.name === 'user' && tags.url === 'user');
  expect(users).toHaveLength(2);
  const paints = samples.filter(({ metric }) => metric === 'browser_web_vital_fcp');
  // A page that is left at once may not have painted.
  expect(new Set(paints.map(({ tags }) => tags.name))).toEqual(new Set(['user']));
});

test('a name that is none is refused', LIMIT, async () => {
  const { lines } = await browserRun(`
    const page = await browser.newPage();
    page.on('metric', (metric) => metric.tag({ name: ' ', matches: [] }));
    await page.goto('${site.url}/next');
    await page.waitForTimeout(20000);`);
  expect(lines).toEqual(['error: GoError: name " " is invalid']);
});
