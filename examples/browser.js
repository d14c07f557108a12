// Visits the shop with real browsers while other VUs keep its API busy: what do people see under load?
// It needs Chromium or Google Chrome on this machine; docs/browser.md says more.
import { browser } from 'k6/browser';
import http from 'k6/http';
import { check } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = {
  scenarios: {
    load: { executor: 'constant-vus', vus: 5, duration: __ENV.DURATION || '20s', exec: 'load' },
    visitors: {
      executor: 'shared-iterations',
      vus: 1,
      iterations: 2,
      exec: 'visit',
      options: { browser: { type: 'chromium' } },
    },
  },
  thresholds: {
    checks: ['rate==1'],
    browser_web_vital_lcp: ['p(90)<10000'],
    'browser_http_req_failed{resource_type:Document}': ['rate==0'],
  },
  ext: { squall: { demoTarget: true } },
};

export function load() {
  http.get(`${BASE_URL}/products`);
}

export async function visit() {
  const page = await browser.newPage();
  try {
    // One name for all products, however many there are.
    page.on('metric', (metric) => {
      metric.tag({ name: `${BASE_URL}/products/:id`, matches: [{ url: /\/products\/\d+$/ }] });
    });
    await page.goto(BASE_URL);
    const heading = await page.locator('h1').textContent();
    check(heading, { 'the shop has opened': (text) => text === 'Squall demo shop' });

    await page.locator('input[name=user]').fill('ada');
    await page.locator('input[name=password]').fill('demo');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Log in' }).click()]);
    const answer = await page.locator('body').innerText();
    check(answer, { 'somebody is logged in': (text) => text.includes('token') });

    await page.goBack();
    await Promise.all([page.waitForNavigation(), page.getByText('compass').click()]);
    check(page.url(), { 'a product is shown': (url) => url.endsWith('/products/3') });
  } finally {
    await page.close();
  }
}
