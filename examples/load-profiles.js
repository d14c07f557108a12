// One script, several profiles:  squall run -e PROFILE=spike load-profiles.js
import http from 'k6/http';
import { check, sleep } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

const PROFILES = {
  smoke: { executor: 'shared-iterations', vus: 1, iterations: 5 },
  average: {
    executor: 'ramping-vus',
    stages: [
      { duration: '1m', target: 20 },
      { duration: '5m', target: 20 },
      { duration: '1m', target: 0 },
    ],
  },
  spike: {
    executor: 'ramping-vus',
    stages: [
      { duration: '10s', target: 100 },
      { duration: '30s', target: 100 },
      { duration: '10s', target: 0 },
    ],
  },
  soak: { executor: 'constant-vus', vus: 20, duration: '4h' },
};

export const options = {
  scenarios: { main: PROFILES[__ENV.PROFILE || 'smoke'] },
  thresholds: { http_req_failed: ['rate<0.01'], http_req_duration: ['p(95)<500', 'p(99)<1500'] },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  check(http.get(`${BASE_URL}/products/1`), { 'status is 200': (r) => r.status === 200 });
  sleep(0.2);
}
