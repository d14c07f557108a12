import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import {
  type BrowserRunOptions,
  browserRun,
  browserVU,
  startSite,
  browserTest as test,
} from './browser.fixture.ts';
import { findExecutable } from './launch/find-executable.ts';

const LIMIT = { timeout: 60_000 };
const scenario = (options: unknown): BrowserRunOptions => ({
  exported: { scenarios: { default: { options } } },
});

test('a scenario without a browser has none', LIMIT, async () => {
  const { lines } = await browserRun(
    `await browser.newPage().catch((error) => console.log(error.message));
    try { browser.context(); } catch (error) { console.log(error.message); }
    console.log(Object.keys(devices).length >= 71, JSON.stringify(networkProfiles['Slow 3G']));
    console.log(JSON.stringify(devices['iPad Pro landscape'].viewport), devices['Pixel 2 XL'].name);`,
    scenario(null),
  );
  const missing =
    'browser not found in registry. make sure to set browser type option in scenario definition in order to use the browser module';
  expect(lines).toEqual([
    missing,
    missing,
    'true {"latency":2000,"download":50000,"upload":50000}',
    '{"width":1366,"height":1024} Pixel 2 XL',
  ]);
});

const BUILDING = 'error building browser on IterStart: ';
const PARSING = `${BUILDING}initializing browser type: error parsing browser options: `;
const DETECTED = `${BUILDING}finding browser executable: k6 couldn't detect google chrome or a chromium-supported browser`;

test.each<[string, BrowserRunOptions, string]>([
  [
    'another browser',
    scenario({ browser: { type: 'firefox' } }),
    `${PARSING}unsupported browser type: firefox`,
  ],
  ['no type', scenario({ browser: {} }), `${PARSING}browser type option must be set`],
  [
    'a wrong path',
    { env: { K6_BROWSER_EXECUTABLE_PATH: '/nowhere/chromium' } },
    `${DETECTED} on the given path: /nowhere/chromium`,
  ],
  [
    'an empty PATH',
    { env: { PATH: '' } },
    `${DETECTED} on this system; install Chromium or Google Chrome, or set K6_BROWSER_EXECUTABLE_PATH to where it is, or K6_BROWSER_WS_URL to a browser that runs elsewhere`,
  ],
  [
    'a program that is no browser',
    { env: { K6_BROWSER_EXECUTABLE_PATH: '/bin/true' } },
    `${BUILDING}launching browser: `,
  ],
  [
    'a timeout that is none',
    { env: { K6_BROWSER_TIMEOUT: 'soon' } },
    `${BUILDING}K6_BROWSER_TIMEOUT should be a time duration value, such as 30s, but is "soon"`,
  ],
  [
    'an address that is none',
    { env: { K6_BROWSER_WS_URL: 'http://x' } },
    `${BUILDING}connecting to Chromium over CDP: invalid WebSocket endpoint "http://x": scheme must be ws or wss, got "http"`,
  ],
])('%s ends the test before the iteration begins', LIMIT, async (_, options, text) => {
  const { lines, aborts } = await browserRun("console.log('began');", options);
  expect(lines).toEqual([]);
  expect(aborts).toHaveLength(1);
  expect(aborts[0]?.slice(0, text.length)).toBe(text);
});

/** Processes whose command line has the text. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}

async function gone(text: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (processesWith(text).length === 0) return true;
    await sleep(100);
  }
  return false;
}

test('each iteration has a browser of its own, which ends with it', LIMIT, async () => {
  const env = { ...process.env, K6_BROWSER_ARGS: `no-sandbox,--marked-by=${process.pid}-each` };
  const mark = `--marked-by=${process.pid}-each`;
  const { vu, settled } = browserVU(
    `globalThis.count = (globalThis.count || 0) + 1;
    const page = await browser.newPage();
    await page.evaluate((n) => { localStorage; document.title = 'iteration ' + n; }, count).catch(() => {});
    console.log(count, browser.context().pages().length);`,
    { env },
  );
  await vu.init();
  for (let iteration = 0; iteration < 2; iteration++) await vu.call();
  expect(processesWith(mark).length).toBeGreaterThanOrEqual(0);
  await settled();
  expect(vu.lines).toEqual(['1 1', '2 1']);
  expect(await gone(mark)).toBe(true);
});

test.each([
  ['while its browser works', 'await (await browser.newPage()).waitForTimeout(50000);', true],
  ['while its browser starts', '', false],
])('an interrupted iteration leaves no browser: %s', LIMIT, async (title, body, waits) => {
  const mark = `--marked-by=${process.pid}-${title.length}`;
  const { vu, settled } = browserVU(`${body}`, {
    env: { ...process.env, K6_BROWSER_ARGS: mark.slice(2) },
  });
  await vu.init();
  const ended = vu.call();
  while (processesWith(mark).length === 0) await sleep(20);
  if (waits) await sleep(200);
  vu.loop.interrupt();
  expect((await ended).kind).toBe('interrupted');
  await settled();
  expect(await gone(mark)).toBe(true);
});

test('a script connects to a browser that runs elsewhere', LIMIT, async () => {
  await using site = await startSite({ '/': '<title>Home</title>' });
  await using remote = await startChromium();
  const { lines } = await browserRun(
    `const connected = await chromium.connectOverCDP('${remote.endpoint}');
    const page = await connected.newPage();
    await page.goto('${site.url}/');
    console.log(await page.title(), page.context().browser() === connected, connected.isConnected());
    await connected.close();
    await chromium.connectOverCDP('').catch((error) => console.log(error.message));`,
    scenario(null),
  );
  expect(lines).toEqual([
    'Home true true',
    'connecting to Chromium over CDP: WebSocket endpoint cannot be empty',
  ]);
  const env = { ...process.env, K6_BROWSER_WS_URL: remote.endpoint, K6_BROWSER_HEADLESS: 'true' };
  const taken = await browserRun(
    `const page = await browser.newPage(); await page.goto('${site.url}/'); console.log(await page.title());`,
    { env },
  );
  expect(taken.lines).toEqual([
    'warning: setting K6_BROWSER_HEADLESS option is disallowed when browser is remote',
    'Home',
  ]);
  expect(remote.process.exitCode).toBe(null);
});

async function startChromium() {
  const { spawn } = await import('node:child_process');
  const folder = mkdtempSync(join(tmpdir(), 'squall-remote-'));
  const flags = ['--headless', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
  const child = spawn(findExecutable(process.env), flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.once('exit', () => reject(new Error(`Chromium ended: ${text}`)));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /DevTools listening on (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    endpoint,
    process: child,
    async [Symbol.asyncDispose]() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
