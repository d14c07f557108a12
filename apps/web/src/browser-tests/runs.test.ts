import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packScript } from '../script/pack-script.ts';
import { startAgent } from './local-agent.fixture.ts';
import { openShop, type Shop, shopScript } from './shop.fixture.ts';
import {
  type BuiltPages,
  buildPages,
  firstSignIn,
  type Site,
  startBrowser,
  startSite,
} from './site.fixture.ts';

/** An agent has to start, load a shop and finish, on a machine that does other things as well. */
const TIMEOUT = { timeout: 360_000 };
const RUN_MS = 180_000;

let pages: BuiltPages;
let browser: Browser;

beforeAll(async () => {
  [pages, browser] = await Promise.all([buildPages(), startBrowser()]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  pages?.[Symbol.dispose]();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const tab = (page: Page, name: RegExp) => page.getByRole('tab', { name });
const chart = (page: Page, name: string) => page.getByRole('img', { name });

/** Asks the controller as the page would. */
async function call<T>(page: Page, path: string, init: { method?: string; body?: Uint8Array | object } = {}) {
  const isArchive = init.body instanceof Uint8Array;
  const session = await page.request.get('/api/v1/session');
  const { csrfToken } = (await session.json()) as { csrfToken: string };
  const answer = await page.request.fetch(`/api/v1${path}`, {
    method: init.method ?? 'GET',
    headers: {
      'x-csrf-token': csrfToken,
      ...(init.body && { 'content-type': isArchive ? 'application/x-tar' : 'application/json' }),
    },
    ...(init.body && { data: isArchive ? Buffer.from(init.body as Uint8Array) : init.body }),
  });
  if (!answer.ok()) throw new Error(`${path} got ${answer.status()}: ${await answer.text()}`);
  return (await answer.json().catch(() => undefined)) as T;
}

/** Runs a script to its end, without any page. */
async function finishedRun(page: Page, shop: Shop, testId?: number): Promise<{ id: number; testId: number }> {
  const { id } = testId === undefined ? await newTest(page, shop) : { id: testId };
  const run = await call<{ id: number }>(page, `/tests/${id}/runs`, { method: 'POST' });
  await expect
    .poll(async () => (await call<{ state: string }>(page, `/runs/${run.id}`)).state, {
      timeout: RUN_MS,
      interval: 500,
    })
    .toBe('completed');
  return { id: run.id, testId: id };
}

async function newTest(page: Page, shop: Shop): Promise<{ id: number }> {
  const made = await call<{ id: number }>(page, '/projects/1/tests', {
    method: 'POST',
    body: { name: 'Shop' },
  });
  await call(page, `/tests/${made.id}/archive`, { method: 'PUT', body: packScript(shopScript(shop, 2)) });
  return made;
}

async function signedIn(site: Site): Promise<Page> {
  const page = await site.open('/');
  await firstSignIn(site, page);
  return page;
}

test(
  'a run that was started from the editor is watched while it goes on, and leads to what failed',
  TIMEOUT,
  async () => {
    await using site = await startSite(pages, browser);
    await using shop = await openShop();
    await using _agent = await startAgent(site.controller);
    const page = await signedIn(site);
    await page.goto(`${site.url}/projects/1/tests/new`);
    await page.getByLabel('Name of the test').fill('Shop');
    await page.getByRole('textbox', { name: 'Script' }).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(shopScript(shop, 8));
    await button(page, 'Save and run').click();
    await page.getByRole('heading', { level: 1, name: /Shop #1/ }).waitFor();

    await page.getByRole('progressbar', { name: 'Progress' }).waitFor({ timeout: RUN_MS });
    await chart(page, 'VUs and request rate over time').waitFor();
    await page.getByRole('heading', { level: 1, name: /Shop #1.*Failed/ }).waitFor({ timeout: RUN_MS });
    await page.getByText('1 of 2 thresholds was crossed.').waitFor();

    await page
      .getByRole('list', { name: 'Crossed thresholds' })
      .getByRole('link', { name: 'http_req_failed: rate<0.01' })
      .click();
    expect(await tab(page, /^Thresholds/).getAttribute('aria-selected')).toBe('true');
    await chart(page, 'rate of http_req_failed over time').waitFor();
    const crossed = page.getByRole('row', { name: /http_req_failed.*50%.*Crossed/ });
    await crossed.waitFor();
    await page.getByRole('row', { name: /http_reqs.*Held/ }).waitFor();

    await tab(page, /^Checks/).click();
    await page.getByText('order is taken').click();
    await chart(page, 'rate of checks over time').waitFor();

    await tab(page, /^HTTP/).click();
    const orders = page.getByRole('row', { name: /POST.*\/orders.*500/ });
    await orders.getByRole('button').click();
    await chart(page, 'Response times over time').waitFor();

    await tab(page, /^Load generators/).click();
    await page.getByRole('row', { name: /local/ }).first().waitFor();
    await tab(page, /^Logs/).click();
    await page.getByText('one round').first().waitFor();
    expect(site.complaints).toEqual([]);
  },
);

test(
  'two runs are compared, one of them shared with somebody who has no account, until the link is revoked',
  TIMEOUT,
  async () => {
    await using site = await startSite(pages, browser);
    await using shop = await openShop();
    await using _agent = await startAgent(site.controller);
    const page = await signedIn(site);
    const first = await finishedRun(page, shop);
    const second = await finishedRun(page, shop, first.testId);

    await page.goto(`${site.url}/runs/${second.id}`);
    await button(page, 'Compare').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { level: 1, name: `Run ${first.id} and run ${second.id}` }).waitFor();
    await page.getByRole('table', { name: 'Metrics' }).getByText('http_req_duration').first().waitFor();
    await chart(page, 'Requests/s of both runs over time').waitFor();
    await page.getByText('Both runs had the same options.').waitFor();

    await page.goto(`${site.url}/runs/${second.id}`);
    await button(page, 'Share').click();
    await button(page, 'Create link').click();
    const link = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
    const visitor = await site.open(new URL(link).pathname);
    await visitor
      .getByRole('heading', { level: 1, name: new RegExp(`Shop #${second.id}.*Failed`) })
      .waitFor();
    await chart(visitor, 'Response times over time').waitFor();
    expect(await visitor.getByRole('button').allTextContents()).not.toContain('Run again');
    await tab(visitor, /^Logs/).click();
    await visitor.getByText('one round').first().waitFor();

    await button(page, 'Revoke link').click();
    await button(page, 'Create link').waitFor();
    await visitor.reload();
    await visitor.getByText('This link leads nowhere').waitFor();
    expect(site.complaints).toEqual([]);
  },
);

test('a run becomes the baseline, gets a note, is exported and deleted', TIMEOUT, async () => {
  await using site = await startSite(pages, browser);
  await using shop = await openShop();
  await using _agent = await startAgent(site.controller);
  const page = await signedIn(site);
  const { id, testId } = await finishedRun(page, shop);

  await page.goto(`${site.url}/runs/${id}`);
  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: 'Make this the baseline' }).click();
  await page.getByRole('heading', { level: 1, name: /Baseline/ }).waitFor();

  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: 'Add a note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('After the upgrade');
  await button(page, 'Save note').click();
  await page.getByText('After the upgrade').waitFor();

  await button(page, 'Export').click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^JSON/ }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.json$/);

  await page.goto(`${site.url}/tests/${testId}`);
  await page
    .getByRole('link', { name: new RegExp(`Run ${id} \\(baseline\\)`) })
    .first()
    .waitFor();
  await page.goto(`${site.url}/runs/${id}`);
  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: 'No longer the baseline' }).click();
  await page.getByRole('heading', { level: 1, name: /Baseline/ }).waitFor({ state: 'detached' });
  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: 'Delete run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete run' }).click();
  await page.getByText('Never run').waitFor();
  expect(site.complaints).toEqual([]);
});
