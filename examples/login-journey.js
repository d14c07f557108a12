// A visitor logs in through the form, keeps the session cookie, orders and looks at the order.
import http from 'k6/http';
import { check, fail, group, sleep } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = {
  vus: 5,
  duration: __ENV.DURATION || '30s',
  thresholds: {
    'http_req_duration{name:login}': ['p(95)<800'],
    'group_duration{group:::order}': ['p(95)<2000'],
    checks: ['rate>0.99'],
  },
  ext: { squall: { demoTarget: true } },
};

export default function () {
  group('log in', () => {
    const home = http.get(BASE_URL);
    const answer = home.submitForm({ fields: { user: `user${__VU}`, password: 'demo' }, params: { tags: { name: 'login' } } });
    if (!check(answer, { 'logged in': (r) => r.status === 200 && r.cookies.session !== undefined })) fail('no session');
  });

  group('order', () => {
    const order = http.post(`${BASE_URL}/orders`, JSON.stringify({ product: 3 }), {
      headers: { 'Content-Type': 'application/json' },
    });
    const url = BASE_URL + order.headers.Location;
    check(http.get(url, { tags: { name: 'order' } }), { 'order is there': (r) => r.json('items.product') === 3 });
  });

  sleep(0.1 + Math.random() * 0.2);
}
