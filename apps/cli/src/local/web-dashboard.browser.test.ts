import { existsSync } from 'node:fs';
import { createOutput } from '@squall/outputs';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';

const BROWSER = process.env.SQUALL_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const PHONE = { width: 360, height: 740 };

async function openDashboard() {
  const output = await createOutput('web-dashboard=port=0&period=50ms', {
    env: {},
    collectors: {},
    systemTags: [],
    features: [],
    stdout: process.stdout,
    workingDirectory: process.cwd(),
    log: { log: () => undefined },
    test: {
      name: 'a-script-with-a-name-that-is-rather-long-for-a-phone.js',
      maxVUs: 1,
      maxDurationMs: 1000,
      thresholds: { http_req_duration: ['p(95)<500'] },
    },
    controller: () => {
      throw new Error('nobody asks for it');
    },
  });
  await output.open?.();
  await output.start({ thresholdsOf: () => [], submetricsOf: () => [], abort: () => undefined });
  return { output, url: /http:[^)]+/.exec(output.description)?.[0] ?? '' };
}

test('a browser shows how the run goes on and how it ended, and asks nobody else for anything', async () => {
  if (!existsSync(BROWSER)) throw new Error(`these tests need chromium at ${BROWSER}, or SQUALL_CHROMIUM`);
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  try {
    const { output, url } = await openDashboard();
    const page = await browser.newPage({ viewport: PHONE, colorScheme: 'dark' });
    const [requests, problems]: [string[], string[]] = [[], []];
    page.on('request', (request) => void requests.push(request.url()));
    page.on('pageerror', (error) => void problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    const connected = page.waitForResponse(`${url}/events`);
    await page.goto(url);
    await connected;
    expect(await page.textContent('.verdict')).toBe('running');
    await output.stop({
      ending: 'finished',
      hasFailed: true,
      thresholds: { http_req_duration: { 'p(95)<500': true } },
    });
    await page.waitForSelector('.verdict.bad');
    expect(await page.textContent('.verdict')).toBe('✗ failed');
    expect(await page.textContent('tbody')).toContain('✗');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(requests.filter((request) => !request.startsWith('data:')).sort()).toEqual([
      `${url}/`,
      `${url}/events`,
    ]);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
}, 120_000);
