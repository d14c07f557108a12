import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type BuiltPages,
  buildPages,
  firstSignIn,
  type Site,
  startBrowser,
  startSite,
} from './site.fixture.ts';

const PASSWORD = 'correct horse battery';
const PHONE = { width: 360, height: 740 };
const MANY_PAGES = { timeout: 480_000 };
/** Other tests may keep the machine busy. */
const TIMEOUT = { timeout: 180_000 };

let pages: BuiltPages;
let browser: Browser;

beforeAll(async () => {
  [pages, browser] = await Promise.all([buildPages(), startBrowser()]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  pages?.[Symbol.dispose]();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

async function writeTest(site: Site, page: Page, name: string): Promise<void> {
  await page.goto(`${site.url}/projects/1/tests/new`);
  await page.getByLabel('Name of the test').fill(name);
}

async function replaceScript(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Script' }).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

test(
  'the one-time token of the first start opens the door once, a password ever after',
  TIMEOUT,
  async () => {
    await using site = await startSite(pages, browser);
    const page = await site.open('/');
    await firstSignIn(site, page);

    await page.goto(`${site.url}/account`);
    await page.getByLabel('New password').fill(PASSWORD);
    await button(page, 'Set password').click();
    await button(page, 'Change password').waitFor();
    await button(page, 'Sign out').click();

    await page.getByLabel('E-mail address').fill('admin@localhost.localdomain');
    await page.getByLabel('Password').fill('something else');
    await button(page, 'Sign in').click();
    await page.getByText('the e-mail address or password is wrong').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Sign in').click();
    await heading(page, 'Account').waitFor();
    expect(site.complaints).toEqual([]);
  },
);

test('a script is checked while it is written, then run, stopped and read again', TIMEOUT, async () => {
  await using site = await startSite(pages, browser);
  const page = await site.open('/');
  await firstSignIn(site, page);
  await writeTest(site, page, 'Checkout');

  await replaceScript(
    page,
    'export const options = { vus: 7, duration: "0s" };\nexport default function () {}',
  );
  await page.getByRole('alert').getByText('duration').waitFor();
  expect(await button(page, 'Save and run').isEnabled()).toBe(false);

  await replaceScript(
    page,
    'export const options = { vus: 7, duration: "90s" };\nexport default function () {}',
  );
  await page.getByText('ready to run').waitFor();
  await button(page, 'Save and run').click();
  await heading(page, 'Checkout #1').waitFor();
  await page.getByText('Queued').first().waitFor();

  await button(page, 'Stop run').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop run' }).click();
  await page.getByText('stopped by admin@localhost.localdomain').first().waitFor();
  await page.getByRole('heading', { level: 1, name: /Checkout #1.*Aborted/ }).waitFor();

  await page.getByRole('tab', { name: 'Script' }).click();
  await page.getByRole('region', { name: 'script.js' }).getByText('vus: 7').waitFor();
  expect(site.complaints).toEqual([]);
});

test('a token is shown once and can be revoked', TIMEOUT, async () => {
  await using site = await startSite(pages, browser);
  const page = await site.open('/');
  await firstSignIn(site, page);
  await page.goto(`${site.url}/tokens`);
  await button(page, 'New token').click();
  await page.getByLabel('Name').fill('Pipeline');
  await button(page, 'Create token').click();
  const secret = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
  const asToken = () =>
    fetch(`${site.url}/api/v1/projects`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await asToken()).status).toBe(200);

  await button(page, 'Close').click();
  expect(await page.getByText(secret).count()).toBe(0);
  await page
    .getByRole('row', { name: /Pipeline/ })
    .getByRole('button', { name: 'Revoke' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No tokens').waitFor();
  expect((await asToken()).status).toBe(401);
  expect(site.complaints).toEqual([]);
});

test('a test is scheduled, and the schedule turned off', TIMEOUT, async () => {
  await using site = await startSite(pages, browser);
  const page = await site.open('/');
  await firstSignIn(site, page);
  await writeTest(site, page, 'Nightly');
  await button(page, 'Save').click();
  await heading(page, 'Nightly').waitFor();

  await page.goto(`${site.url}/projects/1/schedules`);
  await button(page, 'New schedule').click();
  await page.getByLabel('When').fill('never');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await button(page, 'Create schedule').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByLabel('When').fill('0 3 * * 1-5');
  await button(page, 'Create schedule').click();
  const row = page.getByRole('row', { name: /Nightly/ });
  await row.getByText('On', { exact: true }).waitFor();
  await row.getByRole('button', { name: 'Turn off' }).click();
  await row.getByText('Off', { exact: true }).waitFor();
  expect(site.complaints).toEqual([]);
});

test(
  'whoever is invited signs in with the token of the invitation and sees what a member may',
  TIMEOUT,
  async () => {
    await using site = await startSite(pages, browser);
    const owner = await site.open('/');
    await firstSignIn(site, owner);
    await owner.goto(`${site.url}/users`);
    await button(owner, 'Invite user').click();
    await owner.getByLabel('Name').fill('Grace Hopper');
    await owner.getByLabel('E-mail address').fill('grace@example.test');
    await button(owner, 'Create invitation').click();
    const invitation = (await owner.getByRole('dialog').locator('code').textContent()) ?? '';

    const member = await site.open('/users');
    await button(member, 'Use a one-time token instead').click();
    await member.getByLabel('One-time token').fill(invitation);
    await button(member, 'Sign in').click();
    await member.getByText('grace@example.test').waitFor();
    expect(await button(member, 'Invite user').count()).toBe(0);
    expect(await member.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect(site.complaints).toEqual([]);
  },
);

/** What can be used on a page but says to nobody who cannot see it what it is for. Runs in the page. */
function namelessParts(): string[] {
  const parts = [
    ...document.querySelectorAll('button, a[href], input, select, textarea, [role=img], dialog'),
  ];
  return parts.filter((part) => nameOf(part) === '').map((part) => part.outerHTML);

  function nameOf(part: Element): string {
    const references = part.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const { labels } = part as HTMLInputElement;
    const sources = [
      part.getAttribute('aria-label'),
      part.textContent,
      ...references.map((id) => document.getElementById(id)?.textContent),
      ...[...(labels ?? [])].map((label) => label.textContent),
    ];
    return sources.join('').trim();
  }
}

const PATHS = [
  '/projects/1/tests',
  '/projects/1/tests/new',
  '/projects/1/runs',
  '/projects/1/compare',
  '/projects/1/schedules',
  '/projects/1/settings',
  '/tests/1',
  '/tests/1?tab=script',
  '/runs/1',
  '/runs/1?tab=thresholds',
  '/runs/1?tab=logs',
  '/runs/1?tab=generators',
  '/runs/1?tab=checks',
  '/runs/1?tab=http',
  '/runs/1?tab=analysis',
  '/runs/1?tab=script',
  '/compare/1/2',
  '/projects',
  '/agents',
  '/agents?tab=zones',
  '/agents?tab=tokens',
  '/users',
  '/audit',
  '/tokens',
  '/use-with-k6',
  '/account',
];

test(
  'no page is wider than a phone, fails, is nameless in parts, or asks anybody but the controller',
  MANY_PAGES,
  async () => {
    await using site = await startSite(pages, browser);
    const page = await site.open('/', PHONE);
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url)) elsewhere.push(request.url());
    });
    await firstSignIn(site, page);
    await writeTest(site, page, 'Checkout');
    await button(page, 'Save and run').click();
    await heading(page, 'Checkout #1').waitFor();
    await page.goto(`${site.url}/tests/1`);
    await button(page, 'Run').click();
    await heading(page, 'Checkout #2').waitFor();
    for (const path of PATHS) {
      await page.goto(`${site.url}${path}`, { waitUntil: 'networkidle' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await widthOf(page), path).toBeLessThanOrEqual(PHONE.width);
      expect(await page.getByRole('alert').count(), path).toBe(0);
      expect(await page.getByRole('main').count(), path).toBe(1);
      expect(await page.evaluate(namelessParts), path).toEqual([]);
    }
    await page.goto(`${site.url}/runs/1`);
    await button(page, 'Export').click();
    await page.getByRole('menu').waitFor();
    expect(await widthOf(page)).toBeLessThanOrEqual(PHONE.width);
    expect(elsewhere).toEqual([]);
    expect(site.complaints).toEqual([]);
  },
);

test(
  'the keyboard alone reaches the content and opens a dialog that gives the focus back',
  TIMEOUT,
  async () => {
    await using site = await startSite(pages, browser);
    const page = await site.open('/');
    await firstSignIn(site, page);
    await page.goto(`${site.url}/tokens`);
    await heading(page, 'API tokens').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('New token');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('New token');
  },
);

test(
  'arrow keys go from tab to tab and through a menu, and Escape gives the focus back',
  TIMEOUT,
  async () => {
    await using site = await startSite(pages, browser);
    const page = await site.open('/');
    await firstSignIn(site, page);
    await page.goto(`${site.url}/agents`);
    await page.getByRole('tab', { name: 'Agents' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Load zones', selected: true }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('tab', { name: 'Enrolment tokens', selected: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Agents', selected: true }).waitFor();

    await writeTest(site, page, 'Checkout');
    await button(page, 'Save and run').click();
    await heading(page, 'Checkout #1').waitFor();
    await button(page, 'Export').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toContain('HTML report');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('JSON');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toContain('Markdown');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Export');
    expect(site.complaints).toEqual([]);
  },
);
