// Several requests under way at once with promises.
import http from 'k6/http';
import { check } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = { vus: 3, iterations: 15, thresholds: { checks: ['rate==1'] }, ext: { squall: { demoTarget: true } } };

async function product(id) {
  const response = await http.asyncRequest('GET', `${BASE_URL}/products/${id}?delay=100`, null, { tags: { name: 'product' } });
  return response.json();
}

export default async function () {
  const startedMs = Date.now();
  const products = await Promise.all([1, 2, 3, 4].map(product));
  check(products, {
    'all products came': (all) => all.map((one) => one.id).join() === '1,2,3,4',
    'they came side by side': () => Date.now() - startedMs < 390,
  });
}
