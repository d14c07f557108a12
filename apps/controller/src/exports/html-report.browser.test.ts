import { existsSync, writeFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { install, newTeam } from '../http/installation.fixture.ts';
import { addMeasuredRun } from './run-to-export.fixture.ts';

const BROWSER = process.env.SQUALL_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

async function startBrowser(): Promise<Browser & AsyncDisposable> {
  if (!existsSync(BROWSER)) throw new Error(`these tests need chromium at ${BROWSER}, or SQUALL_CHROMIUM`);
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}

async function reportOfLongRun(): Promise<string> {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id } = await addMeasuredRun(installation, team, {
    seconds: 90,
    failing: 3,
    result: 'failed',
    testName: 'checkout of the shop, with a name that is rather long',
    note: 'with the new cache',
    maxVUs: 92,
    distribution: [
      { label: 'east', loadZone: 'amazon:us:ashburn', percent: 50 },
      { label: 'west', loadZone: 'amazon:de:frankfurt', percent: 50 },
    ],
  });
  const generator = { instance: 0, epoch: 0, agent: 'rack-1', loadZone: 'amazon:us:ashburn', label: 'east' };
  for (let atS = 0; atS < 90; atS++) {
    await installation.stores.health.add(id, [
      {
        ...generator,
        elapsedMs: atS * 1000,
        vus: atS,
        iterationsDone: atS * 5,
        lagMs: atS > 45 ? 240 : 3,
        cpuShare: 0.4,
        memoryBytes: 3e8,
        clockSkewMs: 12,
      },
    ]);
  }
  const url = `/api/v1/runs/${id}/export?format=html`;
  return (await installation.call(team.viewer, { method: 'GET', url })).body;
}

test('the report fits phones and desks, light and dark, and asks for nothing', async () => {
  const report = await reportOfLongRun();
  await using browser = await startBrowser();
  const canvases = new Set<string>();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [PHONE, DESKTOP]) {
      const page = await browser.newPage({ viewport, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => complaints.push(`asks for ${request.url()}`));
      await page.setContent(report);
      const { overflow, canvas, tallest } = await page.evaluate(MEASURE);
      expect(overflow, `${viewport.width} ${colorScheme}`).toBe(0);
      // Lines are in the place of their charts, not above or below.
      expect(tallest).toBeLessThanOrEqual(1);
      expect(complaints).toEqual([]);
      canvases.add(canvas);
      const keep = process.env.SQUALL_SCREENSHOTS;
      if (keep) {
        const name = `${keep}/report-${viewport.width}-${colorScheme}`;
        await page.screenshot({ path: `${name}.png`, fullPage: true });
        writeFileSync(`${keep}/report.html`, report);
      }
      await page.close();
    }
  }
  expect(canvases.size).toBe(2);
});

/** In the page: what sticks out to the right, the colour behind everything, and how far lines leave their charts. */
const MEASURE = `(() => {
  const outside = [...document.querySelectorAll('.line')].map((line) => {
    const [own, place] = [line.getBoundingClientRect(), line.closest('svg').getBoundingClientRect()];
    return Math.max(place.top - own.top, own.bottom - place.bottom);
  });
  return {
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    canvas: getComputedStyle(document.body).backgroundColor,
    tallest: Math.max(...outside),
  };
})()` as unknown as () => { overflow: number; canvas: string; tallest: number };
