import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from '../e2e/script-folder.ts';
import { declaredSurface } from './declared-surface.ts';

const hasChromium = spawnSync('chromium', ['--version']).error === undefined;

/** How a script gets one of each kind of object; other types are of what it writes itself. */
const INSTANCES: Readonly<Record<string, string>> = {
  Browser: 'browser',
  BrowserContext: 'page.context()',
  BrowserType: 'chromium',
  ConsoleMessage: 'message',
  ElementHandle: "await page.$('p')",
  Frame: 'page.mainFrame()',
  FrameLocator: "page.frameLocator('iframe')",
  JSHandle: 'await page.evaluateHandle(() => ({}))',
  Keyboard: 'page.keyboard',
  Locator: "page.locator('p')",
  MetricMessage: 'metric',
  Mouse: 'page.mouse',
  Page: 'page',
  Request: 'response.request()',
  Response: 'response',
  Route: 'route',
  Touchscreen: 'page.touchscreen',
  Worker: 'page.workers()[0]',
};

/** What a script needs a browser that runs elsewhere for; it is a `Browser` that can be closed. */
const ELSEWHERE = ['ConnectedBrowser'];

test.skipIf(!hasChromium)('everything in the types of k6/browser is there', { timeout: 60_000 }, async () => {
  const module = declaredSurface().find(({ specifier }) => specifier === 'k6/browser');
  if (module === undefined) throw new Error('the types have no k6/browser');
  const withMethods = Object.entries(module.types).filter(([, members]) =>
    Object.values(members).includes('function'),
  );
  expect(
    withMethods
      .map(([name]) => name)
      .filter((name) => !(name in INSTANCES))
      .sort(),
  ).toEqual(ELSEWHERE);
  const looks = withMethods
    .filter(([name]) => name in INSTANCES)
    .map(([name, members]) => `look('${name}', ${INSTANCES[name]}, ${JSON.stringify(members)});`);
  await using folder = await scriptFolder({
    'surface.js': `
      import { browser, chromium } from 'k6/browser';
      import * as named from 'k6/browser';
      export const options = {
        scenarios: { ui: { executor: 'shared-iterations', options: { browser: { type: 'chromium' } } } },
      };
      function look(where, holder, members) {
        for (const [name, kind] of Object.entries(members)) {
          if (!(name in holder)) console.log('GAP ' + where + '.' + name + ' is missing');
          else if ((kind === 'value') === (typeof holder[name] === 'function')) console.log('GAP ' + where + '.' + name + ' is no ' + kind);
        }
      }
      export default async function () {
        const page = await browser.newPage();
        let message, metric, route;
        page.on('console', (one) => { message = one; });
        page.on('metric', (one) => { metric = one; });
        await page.route('http://surface.test/', (one) => {
          route = one;
          return one.fulfill({ contentType: 'text/html', body: '<p>p</p><iframe></iframe>' });
        });
        const response = await page.goto('http://surface.test/');
        await page.evaluate(() => {
          console.log('x');
          globalThis.worker = new Worker(URL.createObjectURL(new Blob([''])));
        });
        while (message === undefined || metric === undefined || page.workers().length === 0) await page.waitForTimeout(10);
        look('k6/browser', named, ${JSON.stringify(module.exports)});
        ${looks.join('\n        ')}
        console.log('LOOKED');
        await page.close();
      }`,
  });
  const run = await runCli(['run', '--quiet', '--log-format', 'raw', 'surface.js'], { cwd: folder.path });
  const lines = `${run.stdout}${run.stderr}`.split('\n');
  expect(lines.filter((line) => line.startsWith('GAP '))).toEqual([]);
  expect(lines.join('\n')).toContain('LOOKED');
});
