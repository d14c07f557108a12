// Replace this by your test.

import { check } from 'k6';
import http from 'k6/http';

export const options = {
  scenarios: {
    steady: { executor: 'constant-arrival-rate', rate: 300, duration: '1m', preAllocatedVUs: 60 },
  },
  thresholds: { checks: ['rate>0.99'] },
};

export default function () {
  const response = http.get(__ENV.BASE_URL || 'http://my-service.default.svc.cluster.local/');
  check(response, { 'status is 200': ({ status }) => status === 200 });
}
