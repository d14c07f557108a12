// Signs each request with an HMAC, as many APIs ask for.
import http from 'k6/http';
import { check } from 'k6';
import crypto from 'k6/crypto';
import encoding from 'k6/encoding';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';
const SECRET = __ENV.SECRET || 'not-so-secret';

export const options = { vus: 2, iterations: 10, ext: { squall: { demoTarget: true } } };

function signed(method, path) {
  const date = new Date().toUTCString();
  const signature = crypto.hmac('sha256', SECRET, `${method}\n${path}\n${date}`, 'base64');
  return { headers: { Date: date, 'X-Signature': signature, 'X-Key': encoding.b64encode('demo', 'rawurl') } };
}

export default function () {
  const response = http.get(`${BASE_URL}/products`, signed('GET', '/products'));
  check(response, { 'signature is accepted': (r) => r.status === 200 });
}
