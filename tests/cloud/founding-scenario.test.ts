import { chromium, type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { CloudWithZones } from './cloud-with-zones.fixture.ts';
import { CountingTarget } from './counting-target.fixture.ts';

const EAST = 'amazon:us:ashburn';
const WEST = 'amazon:ie:dublin';

const script = (target: string) => `
  import http from 'k6/http';
  import { check } from 'k6';
  export const options = {
    scenarios: { shop: { executor: 'per-vu-iterations', vus: 4, iterations: 10 } },
    thresholds: { checks: ['rate==1'], http_reqs: ['count>1000'] },
    ext: {
      loadimpact: {
        name: 'founding scenario',
        distribution: {
          east: { loadZone: '${EAST}', percent: 50 },
          west: { loadZone: '${WEST}', percent: 50 },
        },
      },
    },
  };
  export function setup() {
    http.get('${target}/setup');
    return { visitor: __ENV.VISITOR };
  }
  export default function ({ visitor }) {
    const response = http.get('${target}/' + __ENV.LI_DISTRIBUTION);
    check(response, { 'is there': ({ status }) => status === 200, 'knows us': () => visitor === 'ada' });
  }
  export function teardown() { http.get('${target}/teardown'); }`;

/** The page of the run, as a browser of the same user shows it. */
async function withPage<T>(url: string, token: string, look: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = process.env.SQUALL_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
    await page.goto(url);
    return await look(page);
  } finally {
    await browser.close();
  }
}

/** Texts of a table's cells, row by row. */
async function rowsOf(page: Page, table: string): Promise<string[][]> {
  const rows = page.getByRole('table', { name: table }).locator('tbody tr');
  await rows.first().waitFor();
  const texts = await rows.evaluateAll((found) =>
    found.map((row) => [...row.querySelectorAll('td, th')].map((cell) => cell.textContent ?? '')),
  );
  return texts.filter((cells) => cells.length > 1);
}

test('from a token to two load zones, a page that tells them apart and the exit code of a threshold', {
  timeout: 240_000,
}, async () => {
  await using target = await CountingTarget.start();
  await using cloud = await CloudWithZones.start({ zones: [EAST, WEST] });
  const { url, token } = cloud.controller;
  const home = cloud.path('home');
  // As people work: they log in once, and no variable says anything afterwards.
  const squall = (args: readonly string[]): Promise<CliRun> =>
    runCli(args, { cwd: cloud.controller.folder, env: { XDG_CONFIG_HOME: home }, timeoutMs: 120_000 });
  const login = await squall(['login', 'cloud', '--host', url, '--token', token]);
  expect(login.exitCode, login.stderr).toBe(0);
  cloud.write('founding.js', script(target.url));

  const run = await squall(['cloud', '-e', 'VISITOR=ada', 'founding.js']);
  expect(run.exitCode, run.stderr).toBe(99);
  expect(run.stdout).toMatch(/✓ 'rate==1'/);
  expect(run.stdout).toMatch(/✗ 'count>1000' count=42/);
  expect(['setup', 'east', 'west', 'teardown'].map((path) => target.count(`/${path}`))).toEqual([
    1, 20, 20, 1,
  ]);

  const [address = ''] = /http\S+\/runs\/\d+/.exec(run.stdout) ?? [];
  const rows = await withPage(address, token, async (page) => {
    await page.getByRole('tab', { name: 'HTTP' }).click();
    await page.getByLabel('Split by').selectOption('load_zone');
    await page.getByRole('table', { name: 'HTTP requests' }).getByText(WEST).first().waitFor();
    return rowsOf(page, 'HTTP requests');
  });
  const countOf = (zone: string, path: string) =>
    rows.filter((cells) => cells.includes(zone) && cells.some((text) => text.includes(`/${path}`)));
  expect(countOf(EAST, 'east').flat(), JSON.stringify(rows)).toContain('20');
  expect(countOf(WEST, 'west').flat(), JSON.stringify(rows)).toContain('20');
  expect([...countOf(EAST, 'west'), ...countOf(WEST, 'east')]).toEqual([]);
});
