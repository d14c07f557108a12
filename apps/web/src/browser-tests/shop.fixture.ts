import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something to load: answers at once, but refuses orders. */
export interface Shop extends AsyncDisposable {
  readonly url: string;
}

export async function openShop(): Promise<Shop> {
  const server = createServer(({ url }, response) => {
    response.statusCode = url === '/orders' ? 500 : 200;
    response.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A script that loads the shop for some seconds, and whose second threshold is bound to be crossed. */
export function shopScript({ url }: Shop, seconds: number): string {
  return `
import http from 'k6/http';
import { check, group, sleep } from 'k6';

export const options = {
  vus: 2,
  duration: '${seconds}s',
  thresholds: { http_reqs: ['count>1'], http_req_failed: ['rate<0.01'] },
};

export default function () {
  check(http.get('${url}/'), { 'home page loads': ({ status }) => status === 200 });
  group('cart', () => {
    check(http.post('${url}/orders', '{}'), { 'order is taken': ({ status }) => status === 200 });
  });
  console.log('one round');
  sleep(0.2);
}
`;
}
