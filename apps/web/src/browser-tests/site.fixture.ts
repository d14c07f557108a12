import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Controller, startController } from '@squall/controller';
import { RealClock } from '@squall/engine';
import { type Browser, chromium, type Page } from 'playwright-core';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const VITE = join(PACKAGE, 'node_modules/.bin/vite');
const BROWSER = process.env.SQUALL_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The pages as they are now, built into a folder of their own. */
export interface BuiltPages extends Disposable {
  readonly folder: string;
}

export async function buildPages(): Promise<BuiltPages> {
  const folder = mkdtempSync(join(tmpdir(), 'squall-pages-'));
  // In a process of its own: in that of the tests it would build pages for development.
  await promisify(execFile)(VITE, ['build', '--logLevel', 'error', '--outDir', folder, '--emptyOutDir'], {
    cwd: PACKAGE,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function startBrowser(): Promise<Browser & AsyncDisposable> {
  if (!existsSync(BROWSER)) throw new Error(`these tests need chromium at ${BROWSER}, or SQUALL_CHROMIUM`);
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}

/** A controller with a database of its own, after its first start. */
export interface Site extends AsyncDisposable {
  readonly controller: Controller;
  readonly url: string;
  /** What went wrong that nobody is told: errors of the controller and of pages, messages on the console. */
  readonly complaints: string[];
  /** A new window, as somebody who has never been here. */
  open(path: string, size?: { width: number; height: number }): Promise<Page>;
}

const DESKTOP = { width: 1280, height: 800 };
/** For anything a page may be waited for, on a machine that does other things as well. */
const PATIENCE_MS = 60_000;

export async function startSite(pages: BuiltPages, browser: Browser): Promise<Site> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'squall-site-'));
  const complaints: string[] = [];
  const controller = await startController({
    dataFolder,
    port: 0,
    clock: new RealClock(),
    log: {
      log: (level, message, fields) => {
        if (level === 'error') complaints.push(`${message} ${JSON.stringify(fields)}`);
      },
    },
    version: '0.0.0',
    webFolder: pages.folder,
  });
  const contexts: { close(): Promise<void> }[] = [];
  return {
    controller,
    url: controller.url,
    complaints,
    async open(path, viewport = DESKTOP) {
      const context = await browser.newContext({
        viewport,
        reducedMotion: 'reduce',
        baseURL: controller.url,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // Refusals are what some tests are about; the browser notes each on its own.
        if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
          complaints.push(message.text());
      });
      await page.goto(`${controller.url}${path}`);
      return page;
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context.close();
      await controller[Symbol.asyncDispose]();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Signs in with the one-time token of the first start and chooses a password. */
export async function firstSignIn(site: Site, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use a one-time token instead' }).click();
  await page.getByLabel('One-time token').fill(site.controller.oneTimeToken ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Tests', exact: true, level: 1 }).waitFor();
}
