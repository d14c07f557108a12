// Two kinds of users at once, each with its own load, function, tags and environment.
import http from 'k6/http';
import { check, sleep } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';
const DURATION = __ENV.DURATION || '30s';

export const options = {
  scenarios: {
    visitors: { executor: 'constant-vus', vus: 8, duration: DURATION, exec: 'browse', tags: { kind: 'visitor' } },
    buyers: {
      executor: 'constant-arrival-rate',
      rate: 5,
      duration: DURATION,
      preAllocatedVUs: 4,
      exec: 'buy',
      env: { PRODUCT: '2' },
      tags: { kind: 'buyer' },
    },
  },
  thresholds: {
    'http_req_duration{kind:visitor}': ['p(95)<500'],
    'http_req_duration{kind:buyer}': ['p(95)<800'],
    'checks{kind:buyer}': ['rate>0.95'],
  },
  ext: { squall: { demoTarget: true } },
};

export function browse() {
  http.get(BASE_URL);
  sleep(0.3);
}

export function buy() {
  const token = http.post(`${BASE_URL}/login`, { user: 'buyer', password: 'demo' }).json('token');
  const order = http.post(`${BASE_URL}/orders`, JSON.stringify({ product: __ENV.PRODUCT }), {
    headers: { Authorization: `Bearer ${token}` },
  });
  check(order, { 'order is created': (r) => r.status === 201 });
}
