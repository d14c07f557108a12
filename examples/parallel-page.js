// Loads a page and then all it links to at once, as a browser would.
import http from 'k6/http';
import { check } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:3333';

export const options = { vus: 3, duration: __ENV.DURATION || '30s', batchPerHost: 6, ext: { squall: { demoTarget: true } } };

export default function () {
  const page = http.get(BASE_URL);
  const links = page
    .html('a')
    .toArray()
    .map((link) => link.attr('href'));
  const responses = http.batch(links.map((href) => ['GET', BASE_URL + href, null, { tags: { name: 'linked' } }]));
  check(responses, { 'all links work': (all) => all.length > 0 && all.every((r) => r.status === 200) });
}
