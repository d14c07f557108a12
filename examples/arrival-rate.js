// A fixed number of requests per second, however slow the target answers: the open model.
import http from 'k6/http';
import { check } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: 50,
      timeUnit: '1s',
      duration: __ENV.DURATION || '30s',
      preAllocatedVUs: 10,
      maxVUs: 50,
    },
  },
  thresholds: {
    http_req_duration: ['p(99)<500'],
    dropped_iterations: ['count==0'],
  },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  check(http.get(`${BASE_URL}/products?delay=20`), { 'status is 200': (r) => r.status === 200 });
}
