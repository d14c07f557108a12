// Every iteration of the whole test takes its own row of a data file that all VUs share.
import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';
import { SharedArray } from 'k6/data';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

const users = new SharedArray('users', () => {
  const [header, ...lines] = open('./data/users.csv').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
});

export const options = {
  scenarios: {
    rows: { executor: 'shared-iterations', vus: 3, iterations: 15, maxDuration: '1m' },
  },
  thresholds: { checks: ['rate==1'] },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  const user = users[exec.scenario.iterationInTest % users.length];
  const login = http.post(`${BASE_URL}/login`, { user: user.name, password: user.password });
  check(login, { 'token is the user\'s': (r) => r.json('token') === `token-of-${user.name}` });
  check(http.get(http.url`${BASE_URL}/products/${user.product}`), { 'product exists': (r) => r.status === 200 });
}
