// Creates, reads and deletes resources with a bearer token, and measures the journey with metrics of its own.
import http from 'k6/http';
import { check } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

const ordersMade = new Counter('orders_made');
const ordersLost = new Rate('orders_lost');
const journey = new Trend('order_journey', true);

export const options = {
  scenarios: {
    crud: { executor: 'per-vu-iterations', vus: 4, iterations: 20, maxDuration: '1m' },
  },
  thresholds: {
    orders_made: ['count==80'],
    orders_lost: ['rate==0'],
    order_journey: ['p(95)<1000'],
  },
  ext: { squall: { demoTarget: true } },
};

export function setup() {
  return { token: http.post(`${BASE_URL}/login`, { user: 'crud', password: 'demo' }).json('token') };
}

export default function ({ token }) {
  const params = { headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } };
  const startedMs = Date.now();
  const created = http.post(`${BASE_URL}/orders`, JSON.stringify([__VU, __ITER]), params);
  const url = http.url`${BASE_URL}/orders/${created.json('id')}`;
  const read = http.get(url, params);
  ordersMade.add(1);
  ordersLost.add(read.status !== 200);
  check(read, { 'items are the ones ordered': (r) => r.json('items.0') === __VU });
  check(http.del(url, null, params), { 'order is gone': (r) => r.status === 204 });
  journey.add(Date.now() - startedMs);
}
