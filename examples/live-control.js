// Load that somebody sets while it runs. Start it with an address, then steer it from another terminal:
//   squall run --address localhost:6565 examples/live-control.js
//   squall scale --vus 10 --address localhost:6565
import http from 'k6/http';
import { check, sleep } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = {
  scenarios: {
    steered: {
      executor: 'externally-controlled',
      vus: 2,
      maxVUs: 20,
      duration: __ENV.DURATION || '10m',
    },
  },
  thresholds: { checks: ['rate>0.99'] },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  check(http.get(`${BASE_URL}/products`), { 'status is 200': (r) => r.status === 200 });
  sleep(Number(__ENV.PACE || '1') * 0.1);
}
