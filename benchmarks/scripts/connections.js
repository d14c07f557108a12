import { sleep } from 'k6';
import http from 'k6/http';

export const options = {
  scenarios: {
    hold: { executor: 'constant-vus', vus: 5000, duration: '25s', gracefulStop: '0s' },
  },
};

export default function () {
  http.get(__ENV.TARGET);
  sleep(5 + Math.random() * 5);
}
