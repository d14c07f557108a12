import { afterAll, beforeAll, expect } from 'vitest';
import { browserRun, startSite, browserTest as test } from './browser.fixture.ts';

let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  site = await startSite({
    '/': '<title>Home</title><script src="/script.js"></script>',
    '/script.js': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/javascript', 'x-made-by': 'site' });
      response.end("console.warn('made', { by: 'script' }); document.title += '!';");
    },
    '/api': (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ method: request.method, body: Buffer.concat(chunks).toString() }));
      });
    },
    '/dialog': '<script>alert("hello"); document.title = String(confirm("sure?"))</script>',
    '/hangs': () => {},
  });
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const LIMIT = { timeout: 60_000 };

async function withPage(body: string): Promise<readonly string[]> {
  const { lines } = await browserRun(`
    const site = '${site.url}';
    const page = await browser.newPage();
    ${body}
    await page.close();`);
  return lines.map((line) => line.replaceAll(site.url, ''));
}

test('handlers hear what pages print and request, as jobs of the VU', LIMIT, async () => {
  const lines = await withPage(`
    page.on('console', async (message) => {
      const [first, second] = message.args();
      console.log(message.type(), message.text(), message.page() === page, await first.jsonValue());
    });
    page.on('request', (request) => console.log('->', request.method(), request.url(), request.resourceType()));
    page.on('response', (response) => console.log('<-', response.status(), response.url()));
    page.on('requestfinished', (request) => console.log('done', request.url()));
    const printed = page.waitForEvent('console');
    await page.goto(site + '/');
    await printed;`);
  expect(lines.filter((line) => !line.includes('favicon')).sort()).toEqual([
    '-> GET / document',
    '-> GET /script.js script',
    '<- 200 /',
    '<- 200 /script.js',
    'done /',
    'done /script.js',
    'warning made {by: script} true made',
  ]);
});

test('a script reads requests and responses', LIMIT, async () => {
  const lines = await withPage(`
    await page.goto(site + '/');
    const waiting = page.waitForResponse(/api/);
    await page.evaluate(() => void fetch('/api', { method: 'POST', body: 'data', headers: { 'x-a': 'b' } }));
    const response = await waiting;
    const request = response.request();
    console.log(request.method(), request.postData(), await request.headerValue('x-a'), request.isNavigationRequest());
    console.log(JSON.stringify(await response.json()), response.ok(), response.statusText());
    console.log((await response.body()) instanceof ArrayBuffer, (await response.text()).length);
    console.log(response.headers()['content-type'], (await response.serverAddr()).ipAddress);
    console.log((await response.size()).body > 0, (await request.size()).headers > 0, request.timing().responseEnd > 0);
    console.log((await request.response()) === response, request.frame() === page.mainFrame(), request.failure());`);
  expect(lines).toEqual([
    'POST data b false',
    '{"method":"POST","body":"data"} true OK',
    'true 31',
    'application/json 127.0.0.1',
    'true true true',
    'true true null',
  ]);
});

test('routes answer, change and abort requests', LIMIT, async () => {
  const lines = await withPage(`
    await page.route(/script\\.js/, (route) => route.fulfill({ body: 'document.title = "faked"', contentType: 'text/javascript' }));
    await page.route(site + '/api', async (route) => {
      if (route.request().method() === 'PUT') await route.abort();
      else await route.continue({ method: 'POST', postData: 'changed' });
    });
    await page.goto(site + '/');
    console.log(await page.title());
    console.log(await page.evaluate(async () => (await fetch('/api')).text()));
    console.log(await page.evaluate(() => fetch('/api', { method: 'PUT' }).catch((error) => error.message)));
    await page.unroute(/script\\.js/);
    await page.reload();
    console.log(await page.title());
    await page.unrouteAll();
    console.log(await page.evaluate(async () => (await fetch('/api')).text()));`);
  expect(lines).toEqual([
    'faked',
    '{"method":"POST","body":"changed"}',
    'Failed to fetch',
    'Home!',
    '{"method":"GET","body":""}',
  ]);
});

test('a predicate of the script says which event is waited for', LIMIT, async () => {
  const lines = await withPage(`
    await page.goto(site + '/');
    const waiting = page.waitForEvent('console', (message) => message.text() === 'two');
    await page.evaluate(() => { console.log('one'); console.log('two'); });
    console.log((await waiting).text());
    const failing = page.waitForEvent('request', () => { throw new Error('predicate'); }).catch((e) => console.log(e.message));
    await page.evaluate(() => void fetch('/api'));
    await failing;
    await page.waitForEvent('nothing').catch((error) => console.log(error.message));
    await page.waitForEvent('console', { timeout: 20 }).catch((error) => console.log(error.message));`);
  expect(lines).toEqual([
    'two',
    'predicate',
    'waiting for event "nothing": waitForEvent: unknown page event: "nothing", must be one of "console", "request", ' +
      '"response", "requestfinished", "requestfailed", "metric"',
    'waiting for event "console": timed out after 20ms',
  ]);
});

test('dialogs are dismissed', LIMIT, async () => {
  expect(await withPage("await page.goto(site + '/dialog'); console.log(await page.title());")).toEqual([
    'false',
  ]);
});

test('an exception of a handler ends the iteration', LIMIT, async () => {
  const lines = await withPage(`
    page.on('request', () => { throw new Error('in a handler'); });
    await page.goto(site + '/');
    await page.waitForTimeout(20000);`);
  expect(lines).toEqual(['error: Error: in a handler']);
});

test('errors say what failed and why', LIMIT, async () => {
  const lines = await withPage(`
    const fails = async (work) => { try { await work(); } catch (error) { console.log(String(error)); } };
    await page.setContent('<button id="b" disabled>one</button><a>1</a><a>2</a>');
    page.setDefaultTimeout(100);
    await fails(() => page.click('#b'));
    await fails(() => page.locator('#nope').click({ timeout: 50 }));
    await fails(() => page.locator('a').click());
    await fails(() => page.click('a', { strict: true }));
    await fails(() => page.waitForSelector('#nope'));
    await fails(() => page.fill('#nope', 'v'));
    await fails(() => page.goto('http://127.0.0.1:1/'));
    await fails(() => page.goto(site + '/hangs', { timeout: 100 }));
    await fails(() => page.evaluate(() => { throw new TypeError('of the page'); }));
    await fails(() => page.emulateVisionDeficiency('x'));
    await fails(() => page.waitForFunction(() => false, { polling: 'mutation', timeout: 50 }));
    await fails(() => browser.newContext());
    await fails(() => page.context().addCookies([]));
    await fails(() => page.context().addCookies([{ value: 'x' }]));
    await fails(() => page.context().grantPermissions(['x']));
    await fails(() => page.context().waitForEvent('x'));
    await fails(() => page.title.call({}));`);
  expect(lines).toEqual([
    'GoError: clicking on "#b": timed out after 100ms',
    'GoError: clicking on "#nope": timed out after 50ms',
    'GoError: clicking on "a": strict mode violation, multiple elements returned for selector query',
    'GoError: clicking on "a": strict mode violation, multiple elements returned for selector query',
    'GoError: waiting for selector "#nope": timed out after 100ms',
    'GoError: filling "#nope" with "v": timed out after 100ms',
    'GoError: navigating frame to "http://127.0.0.1:1/": net::ERR_UNSAFE_PORT',
    'GoError: navigating frame to "/hangs": timed out after 100ms',
    'GoError: TypeError: of the page',
    'GoError: unsupported vision deficiency: x',
    'GoError: waiting for function: timed out after 50ms',
    'GoError: creating a new browser context: existing browser context must be closed before creating a new one',
    'GoError: adding cookies: no cookies provided',
    'GoError: adding cookies: cookie name must be set: {"value":"x"}',
    'GoError: granting permissions: "x" is an invalid permission',
    'GoError: waiting for event "page": incorrect event "x", "page" is the only event supported',
    'TypeError: title was called on something that is no Page',
  ]);
});
