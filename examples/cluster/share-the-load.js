// One test over several machines. Here they are three processes of this machine:
//   ./squall cluster run --agents 3 --spawn examples/cluster/share-the-load.js
// docs/clustered.md shows the same with machines, containers and Kubernetes. The script is like any other: with
// `./squall run` it makes the same iterations with the same users, only on one machine.
import exec from 'k6/execution';
import http from 'k6/http';
import { check } from 'k6';
import { SharedArray } from 'k6/data';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

// The file travels to the agents in the archive of the test, as imported modules do.
const [, ...rows] = open('../data/users.csv').trim().split('\n');
const names = new SharedArray('names', () => rows.map((row) => row.split(',')[0]));

export const options = {
  scenarios: {
    // 60 iterations per second in all: each of three agents makes every third.
    browse: {
      executor: 'constant-arrival-rate',
      rate: 60,
      duration: __ENV.DURATION || '10s',
      preAllocatedVUs: 15,
    },
  },
  thresholds: {
    // Judged on what all agents measured together, never on the average of their percentiles.
    http_req_duration: ['p(95)<500'],
    checks: ['rate>0.99'],
  },
  ext: { squall: { demoTarget: true } },
};

// Runs once, on one agent; every VU of every agent gets what it returns.
export function setup() {
  return { id: `test-${Date.now()}` };
}

export default function (data) {
  // Numbered over all agents, so each row is taken in turn as on one machine.
  const name = names[exec.scenario.iterationInTest % names.length];
  const response = http.get(`${BASE_URL}/products`, { headers: { 'X-User': name, 'X-Test': data.id } });
  check(response, { 'products are listed': (r) => r.status === 200 && r.json().length > 0 });
}

// Runs once, on one agent.
export function teardown(data) {
  console.log(`${data.id} is over`);
}
