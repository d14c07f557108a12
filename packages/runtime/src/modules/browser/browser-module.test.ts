import { afterAll, beforeAll, expect } from 'vitest';
import { browserRun, startSite, browserTest as test } from './browser.fixture.ts';

let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  site = await startSite({
    '/': `<title>Home</title><h1>Welcome</h1><a href="/form">form</a><a href="/form">again</a>
      <p id="late" hidden>late</p><script>setTimeout(() => { late.hidden = false }, 50)</script>`,
    '/form': `<title>Form</title><form action="/sent">
      <label>Name <input name="name" placeholder="Your name" data-testid="name-field"></label>
      <select name="size"><option value="s">Small<option value="l">Large</select>
      <label><input type="checkbox" name="ok">Agree</label><button title="Go on">Send</button></form>`,
    '/sent': '<title>Sent</title><p id="query"></p><script>query.textContent = location.search</script>',
    '/upload': `<input type="file" id="file"><pre></pre><script>
      file.onchange = async () => {
        document.querySelector('pre').textContent = file.files[0].name + ': ' + await file.files[0].text();
      };</script>`,
    '/frames': '<title>Outer</title><iframe name="inner" src="/form"></iframe>',
    '/keys': `<input id="box"><div id="log"></div><script>
      addEventListener('keydown', (event) => { log.textContent += event.key + ' '; });
      addEventListener('click', (event) => { log.textContent += event.clientX + '/' + event.clientY + ' '; });
      </script>`,
    '/popup': '<title>Popup</title><button onclick="window.open(\'/form\')">open</button>',
  });
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const LIMIT = { timeout: 60_000 };

/** What a script prints that has a page of the site open. */
async function onPage(path: string, body: string): Promise<readonly string[]> {
  const { lines } = await browserRun(`
    const page = await browser.newPage();
    await page.goto('${site.url}${path}');
    ${body}
    await page.close();`);
  return lines;
}

test('a page is opened, read and closed', LIMIT, async () => {
  const { lines } = await browserRun(`
    const page = await browser.newPage();
    const response = await page.goto('${site.url}/');
    console.log(response.status(), page.url() === '${site.url}/', await page.title());
    console.log(await page.locator('h1').textContent(), await page.innerText('h1'));
    console.log(browser.isConnected(), /Chrome/.test(browser.userAgent()), browser.context() === page.context());
    console.log(page.context().browser() === browser, page.context().pages()[0] === page, /^\\d+\\./.test(browser.version()));
    await page.close();
    console.log(page.isClosed());
  `);
  expect(lines).toEqual(['200 true Home', 'Welcome Welcome', 'true true true', 'true true true', 'true']);
});

test('functions run in the page as they are written, with all their arguments', LIMIT, async () => {
  const lines = await onPage(
    '/',
    `console.log(await page.evaluate((a, { b }) => document.title + a + b[1], 1, { b: [2, 3] }));
    console.log(await page.evaluate('document.title'), await page.evaluate('() => 1 + 1'));
    console.log(await page.evaluate(async () => (await fetch(location.href)).status));
    function named(x) { return [x, document.querySelectorAll('a').length]; }
    console.log(JSON.stringify(await page.evaluate(named, 'n')));
    console.log(await page.locator('h1').evaluate((h, suffix) => h.tagName + suffix, '!'));
    const handle = await page.evaluateHandle(() => ({ deep: { value: 7 } }));
    console.log(JSON.stringify(await handle.jsonValue()), await handle.evaluate((o, add) => o.deep.value + add, 1));
    console.log(await page.evaluate((o) => o.deep.value, handle), (await handle.getProperties()).has('deep'));
    const element = await page.evaluateHandle(() => document.querySelector('h1'));
    console.log(await element.innerText(), (await element.asElement()) === element, await handle.asElement());
    console.log(await page.evaluate(() => undefined), (await page.evaluate(() => [NaN, null, 'x'].map(String))).join());`,
  );
  expect(lines).toEqual([
    'Home13',
    'Home 2',
    '200',
    '["n",2]',
    'H1!',
    '{"deep":{"value":7}} 8',
    '7 true',
    'Welcome true null',
    'undefined NaN,null,x',
  ]);
});

test('a form is filled in and sent', LIMIT, async () => {
  const lines = await onPage(
    '/form',
    `await page.fill('input[name=name]', 'Ada');
    await page.locator('select').selectOption('Large');
    await page.getByLabel('Agree').check();
    console.log(await page.getByRole('checkbox').isChecked(), await page.getByTestId('name-field').inputValue());
    await page.getByPlaceholder('Your name').press('End');
    await page.getByPlaceholder('Your name').type(' L');
    await Promise.all([page.waitForNavigation(), page.getByTitle('Go on').click()]);
    console.log(page.url().endsWith('/sent?name=Ada+L&size=l&ok=on'), await page.textContent('#query'));
    await page.goBack();
    console.log(await page.title());`,
  );
  expect(lines).toEqual(['true Ada', 'true ?name=Ada+L&size=l&ok=on', 'Form']);
});

test('locators are made of locators, and lists of what they find', LIMIT, async () => {
  const lines = await onPage(
    '/',
    `const links = page.locator('a');
    console.log(await links.count(), await links.first().textContent(), await links.nth(1).innerText());
    for (const link of await links.all()) console.log(await link.getAttribute('href'));
    console.log(await page.locator('a', { hasText: /again/ }).count(), await links.filter({ hasNotText: 'again' }).count());
    await page.locator('#late').waitFor();
    console.log(await page.getByText('late').isVisible(), await page.locator('h1').isInViewport());
    console.log((await page.$$('a')).length, await (await page.$('h1')).innerHTML(), await page.$('h5'));`,
  );
  expect(lines).toEqual(['2 form again', '/form', '/form', '1 1', 'true true', '2 Welcome null']);
});

test('keys, mouse and touches get to the page', LIMIT, async () => {
  const lines = await onPage(
    '/keys',
    `await page.focus('#box');
    await page.keyboard.type('hi');
    await page.keyboard.press('Enter');
    await page.mouse.click(200, 100);
    console.log(await page.textContent('#log'), await page.inputValue('#box'));
    console.log(page.keyboard === page.keyboard, JSON.stringify(page.viewportSize()));`,
  );
  expect(lines).toEqual(['h i Enter 200/100  hi', 'true {"width":1280,"height":720}']);
});

test('files of the script are put into inputs, those of the machine are not', LIMIT, async () => {
  const lines = await onPage(
    '/upload',
    `const buffer = new Uint8Array([104, 105]).buffer;
    await page.setInputFiles('#file', { name: 'a.txt', mimeType: 'text/plain', buffer });
    await page.waitForFunction(() => document.querySelector('pre').textContent !== '');
    console.log(await page.textContent('pre'));
    await page.setInputFiles('#file', '/etc/hostname').catch((error) => console.log(error.message));`,
  );
  expect(lines).toEqual([
    'a.txt: hi',
    'setting input files of "#file": a file must be an object with name, mimeType and buffer',
  ]);
});

test('frames are pages within the page', LIMIT, async () => {
  const lines = await onPage(
    '/frames',
    `const [outer, inner] = page.frames();
    console.log(outer === page.mainFrame(), inner.name(), inner.parentFrame() === outer, outer.childFrames().length);
    console.log(await inner.title(), inner.page() === page, await inner.evaluate(() => document.title));
    await page.frameLocator('iframe').getByPlaceholder('Your name').fill('Bo');
    console.log(await inner.inputValue('[name=name]'));
    const element = await page.$('iframe');
    console.log((await element.contentFrame()) === inner, await (await inner.frameElement()).getAttribute('name'));`,
  );
  expect(lines).toEqual(['true inner true 1', 'Form true Form', 'Bo', 'true inner']);
});

test('a page that a page opens is heard of', LIMIT, async () => {
  const lines = await onPage(
    '/popup',
    `const opened = page.context().waitForEvent('page', { predicate: (one) => one !== page, timeout: 20000 });
    await page.click('button');
    const popup = await opened;
    await popup.waitForLoadState();
    console.log(await popup.title(), (await popup.opener()) === page, page.context().pages().length);`,
  );
  expect(lines).toEqual(['Form true 2']);
});

test('a screenshot is a picture', LIMIT, async () => {
  const lines = await onPage(
    '/',
    `const png = new Uint8Array(await page.screenshot());
    const jpeg = new Uint8Array(await (await page.$('h1')).screenshot({ type: 'jpeg', quality: 50 }));
    console.log(String.fromCharCode(...png.slice(1, 4)), jpeg[0] === 0xff && jpeg[1] === 0xd8);`,
  );
  expect(lines).toEqual(['PNG true']);
});
