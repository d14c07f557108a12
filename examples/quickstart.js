// Your first load test. Run it with:  ./squall run examples/quickstart.js
//
// It runs against a small demo shop that Squall starts for it (see `ext` below), so it works offline.
// Point BASE_URL at your own service to test that instead:  -e BASE_URL=https://staging.example.com
import http from 'k6/http';
import { check, group, sleep } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = {
  stages: [
    { duration: '2s', target: 10 },
    { duration: '5s', target: 10 },
    { duration: '1s', target: 0 },
  ],
  thresholds: {
    http_req_failed: ['rate<0.01'],
    http_req_duration: ['p(95)<500'],
    checks: ['rate>0.99'],
  },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  group('browse', () => {
    const products = http.get(`${BASE_URL}/products`);
    check(products, {
      'products are listed': (r) => r.status === 200 && r.json().length > 0,
    });
    const { id } = products.json()[__ITER % products.json().length];
    const product = http.get(http.url`${BASE_URL}/products/${id}`);
    check(product, { 'product has a price': (r) => r.json('price') > 0 });
  });

  group('order', () => {
    const token = http.post(`${BASE_URL}/login`, { user: `user${__VU}`, password: 'demo' }).json('token');
    const order = http.post(`${BASE_URL}/orders`, JSON.stringify([{ product: 1, count: 2 }]), {
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    });
    check(order, { 'order is created': (r) => r.status === 201 });
  });

  sleep(0.2);
}
