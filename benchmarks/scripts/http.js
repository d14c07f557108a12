import http from 'k6/http';
import { check } from 'k6';

export const options = { insecureSkipTLSVerify: true };

export default function () {
  const res = http.get(__ENV.TARGET);
  check(res, { 'status is 200': (r) => r.status === 200 });
}
