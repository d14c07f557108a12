import { check } from 'k6';
import http from 'k6/http';

export const options = { insecureSkipTLSVerify: true };

export default function () {
  const res = http.get(__ENV.TARGET);
  check(res, { 'status is 200': (r) => r.status === 200 });
}
