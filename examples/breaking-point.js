// Raises the rate until the target no longer keeps up, then stops by itself.
import http from 'k6/http';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';
const stage = (seconds, target) => ({ duration: `${seconds * Number(__ENV.PACE || 10)}s`, target });

export const options = {
  scenarios: {
    climb: {
      executor: 'ramping-arrival-rate',
      startRate: 10,
      timeUnit: '1s',
      preAllocatedVUs: 20,
      maxVUs: 200,
      stages: [stage(1, 50), stage(1, 100), stage(1, 200)],
    },
  },
  thresholds: {
    http_req_failed: [{ threshold: 'rate<0.05', abortOnFail: true, delayAbortEval: '2s' }],
    http_req_duration: [{ threshold: 'p(95)<1000', abortOnFail: true, delayAbortEval: '2s' }],
  },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  http.get(`${BASE_URL}/products`);
}
