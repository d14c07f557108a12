import { afterAll, beforeAll, expect } from 'vitest';
import { browserRun, startSite, browserTest as test } from './browser.fixture.ts';

let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  site = await startSite({
    '/': '<title>Home</title>',
    '/echo': (request, response) => {
      response.setHeader('set-cookie', 'of=server');
      response.end(`${request.headers['x-extra'] ?? '-'} ${request.headers.cookie ?? '-'}`);
    },
    '/secret': (request, response) => {
      if (request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="site"' });
        response.end('who?');
      } else response.end(Buffer.from(request.headers.authorization.split(' ')[1] ?? '', 'base64'));
    },
  });
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const LIMIT = { timeout: 60_000 };

test('cookies are set, read and cleared', LIMIT, async () => {
  const { lines } = await browserRun(`
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-extra': 'yes' } });
    await context.addCookies([{ name: 'a', value: '1', url: '${site.url}', httpOnly: true }]);
    const page = await context.newPage();
    await page.goto('${site.url}/echo');
    console.log(await page.textContent('body'));
    const cookies = await context.cookies('${site.url}');
    console.log(cookies.map(({ name, value, httpOnly }) => name + '=' + value + httpOnly).sort().join(' '));
    await context.clearCookies();
    console.log((await context.cookies()).length, browser.context() === context);
    await context.close();
    console.log(browser.context());
    await (await browser.newContext()).newPage();
    await browser.closeContext();
    await browser.closeContext().catch((error) => console.log(error.message));
  `);
  expect(lines).toEqual([
    'yes a=1',
    'a=1true of=serverfalse',
    '0 true',
    'null',
    'closing context: cannot close context as none is active in browser',
  ]);
});

test('a context is a device somewhere in the world', LIMIT, async () => {
  const { lines } = await browserRun(`
    const context = await browser.newContext({
      ...devices['iPhone X'], locale: 'de-DE', timezoneID: 'Asia/Tokyo', colorScheme: 'dark',
      geolocation: { latitude: 1.5, longitude: 2.5 }, permissions: ['geolocation'],
    });
    await context.addInitScript({ content: 'window.early = 1' });
    await context.addInitScript('window.early += 1');
    const page = await context.newPage();
    await page.goto('${site.url}/');
    console.log(await page.evaluate(() => [innerWidth > 0, devicePixelRatio, navigator.language, 'ontouchstart' in window,
      Intl.DateTimeFormat().resolvedOptions().timeZone, matchMedia('(prefers-color-scheme: dark)').matches,
      /iPhone/.test(navigator.userAgent), early, JSON.stringify(k6)].join(' ')));
    console.log(await page.evaluate(() => new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords.latitude + ',' + coords.longitude)))));
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    console.log(await page.evaluate(() => matchMedia('print').matches && !matchMedia('(prefers-color-scheme: dark)').matches));
    await page.emulateVisionDeficiency('blurredVision');
    await page.throttleCPU({ rate: 2 });
    await page.throttleNetwork(networkProfiles['No Throttling']);
    await page.setViewportSize({ width: 500, height: 400 });
    console.log(JSON.stringify(page.viewportSize()));
    await context.setOffline(true);
    await page.reload().catch((error) => console.log(error.message));
    await page.close();
  `);
  expect(lines).toEqual([
    'true 3 de-DE true Asia/Tokyo true true 2 {"testRunId":""}',
    '1.5,2.5',
    'true',
    '{"width":500,"height":400}',
    'reloading page: net::ERR_INTERNET_DISCONNECTED',
  ]);
});

test('a context signs in where it is asked to', LIMIT, async () => {
  const { lines } = await browserRun(`
    const page = await browser.newPage({ httpCredentials: { username: 'ada', password: 'pw' } });
    await page.goto('${site.url}/secret');
    console.log(await page.textContent('body'));
    await page.close();`);
  expect(lines).toEqual(['ada:pw']);
});

test('the options hosts, blockHostnames and blacklistIPs hold for pages', LIMIT, async () => {
  const port = new URL(site.url).port;
  const { lines } = await browserRun(
    `const page = await browser.newPage();
    await page.goto('http://shop.test:${port}/');
    console.log(await page.title());
    for (const url of ['http://sub.blocked.test/', 'http://10.1.2.3/']) {
      await page.goto(url).catch((error) => console.log(error.message));
    }
    await page.close();`,
    {
      http: {
        hosts: { 'shop.test': '127.0.0.1' },
        blockHostnames: ['*.blocked.test'],
        blacklistIPs: ['10.0.0.0/8'],
      },
    },
  );
  expect(lines).toEqual([
    'Home',
    'warning: Request http://sub.blocked.test/ was interrupted: hostname sub.blocked.test matches a blocked pattern "*.blocked.test"',
    'navigating frame to "http://sub.blocked.test/": net::ERR_BLOCKED_BY_CLIENT',
    'warning: Request http://10.1.2.3/ was interrupted: IP 10.1.2.3 is in a blacklisted range "10.0.0.0/8"',
    'navigating frame to "http://10.1.2.3/": net::ERR_BLOCKED_BY_CLIENT',
  ]);
});

test('a context without JavaScript runs none, but can be read', LIMIT, async () => {
  const { lines } = await browserRun(`
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.setContent('<p>before</p><script>document.querySelector("p").textContent = "after"</script>');
    console.log(await page.textContent('p'));
    await page.close();`);
  expect(lines).toEqual(['before']);
});
