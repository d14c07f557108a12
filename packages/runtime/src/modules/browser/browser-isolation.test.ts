import { expect } from 'vitest';
import { browserRun, startSite, browserTest as test } from './browser.fixture.ts';

/** Walks all that can be reached from some objects, and names what is not of the script's realm. */
const WALK = `
  const seen = new Set();
  const foreign = [];
  const visit = (value, path) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    seen.add(value);
    if (typeof value === 'function' && !(value instanceof Function) && value !== Function.prototype) foreign.push(path);
    if (typeof value === 'object' && !(value instanceof Object) && Object.getPrototypeOf(value) !== null
      && value !== Object.prototype) foreign.push(path);
    if (path.split('.').length > 6) return;
    visit(Object.getPrototypeOf(value), path + '.__proto__');
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      visit(descriptor.get, path + '.get ' + String(key));
      if ('value' in descriptor) visit(descriptor.value, path + '.' + String(key));
    }
  };`;

test('nothing a script gets leads out of its realm', { timeout: 60_000 }, async () => {
  await using site = await startSite({
    '/': '<title>Home</title><iframe src="/in"></iframe><p>x</p>',
    '/in': 'in',
  });
  const { lines } = await browserRun(`
    ${WALK}
    const page = await browser.newPage();
    const messages = [];
    page.on('console', (message) => messages.push(message));
    page.on('metric', (message) => visit(message, 'metric'));
    await page.route(/in$/, (route) => { visit(route, 'route'); visit(route.request(), 'route.request'); return route.continue(); });
    const response = await page.goto('${site.url}/');
    await page.evaluate(() => console.log('hi', { a: 1 }));
    const values = {
      browser, chromium, devices, networkProfiles, page, response, request: response.request(),
      context: page.context(), frame: page.frames()[1], locator: page.locator('p'), all: await page.locator('p').all(),
      frameLocator: page.frameLocator('iframe'), element: await page.$('p'),
      handle: await page.evaluateHandle(() => ({ a: [1, new Date(0), /x/g] })),
      data: await page.evaluate(() => ({ date: new Date(0), regexp: /x/g, list: [1, { a: null }], error: new Error('x'), map: new Map() })),
      properties: await (await page.evaluateHandle(() => ({ a: 1 }))).getProperties(),
      headers: response.headers(), array: await response.headersArray(), timing: response.request().timing(),
      body: await response.body(), cookies: await page.context().cookies(), size: page.viewportSize(),
      box: await page.locator('p').boundingBox(), keyboard: page.keyboard, mouse: page.mouse, touch: page.touchscreen,
      picture: await page.screenshot(), messages, args: messages[0].args(), promise: page.title(), workers: page.workers(),
    };
    for (const [name, value] of Object.entries(values)) visit(value, name);
    const failures = [
      () => page.click('#no', { timeout: 1 }), () => page.evaluate(() => { throw 1; }), () => page.goto('nonsense'),
      () => page.fill({ toString() { throw new Error('mine'); } }, 1), () => page.setInputFiles('p', 1),
      () => page.click.call({}), () => page.on('nothing', () => {}), () => page.on('console'), () => page.locator(),
      () => page.getByRole(Symbol('x')), () => page.waitForEvent('x'), () => browser.newPage(), () => page.route('x'),
      () => page.evaluate({ toString() { return {}; } }), () => page.frameLocator(1n).locator(null).click({ timeout: 1 }),
      () => page.setViewportSize(null), () => page.waitForTimeout('x'), () => page.selectOption('p', [{ index: 'x' }]),
    ];
    for (const [index, fails] of failures.entries()) {
      try { await fails(); } catch (error) { visit(error, 'failure ' + index); }
    }
    console.log(seen.size > 200, JSON.stringify(foreign));
    await page.close();`);
  expect(lines).toEqual(['true []']);
});
