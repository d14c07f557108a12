import { expect, test } from 'vitest';
import { ProxyNotice } from './proxy-notice.ts';

test('a proxy that is not used is mentioned once', () => {
  const warnings: string[] = [];
  const notice = new ProxyNotice({
    proxyFor: (url) => (url.includes('inside') ? undefined : 'http://proxy.test:3128'),
    onWarning: (message) => warnings.push(message),
  });
  const origin = (hostname: string) => ({ secure: true, hostname, port: 443, serverName: hostname });
  notice.check(origin('inside.test'));
  expect(warnings).toEqual([]);
  notice.check(origin('outside.test'));
  notice.check(origin('elsewhere.test'));
  expect(warnings).toEqual([
    'proxies are not supported for HTTP requests: https://outside.test:443 is reached directly, not through http://proxy.test:3128',
  ]);
});
