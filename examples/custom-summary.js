// Writes the results as JSON and prints a line of its own instead of the usual summary.
import http from 'k6/http';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = {
  vus: 2,
  iterations: 20,
  summaryTrendStats: ['avg', 'p(95)', 'max'],
  ext: { squall: { demoTarget: true } },
};

export default function () {
  http.get(`${BASE_URL}/products`);
}

export function handleSummary(data) {
  const { avg, 'p(95)': p95, max } = data.metrics.http_req_duration.values;
  const requests = data.metrics.http_reqs.values.count;
  return {
    stdout: `${requests} requests, ${avg.toFixed(2)} ms on average, p95 ${p95.toFixed(2)} ms, max ${max.toFixed(2)} ms\n`,
    [__ENV.REPORT || 'summary.json']: JSON.stringify(data, null, 2),
  };
}
