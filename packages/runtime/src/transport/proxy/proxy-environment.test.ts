import { expect, test } from 'vitest';
import { proxyFor } from './proxy-environment.ts';

const PROXY = 'http://proxy.example:3128';

test.each([
  { url: 'https://host.example/x.js', environment: {}, proxy: undefined },
  { url: 'https://host.example/x.js', environment: { HTTPS_PROXY: PROXY }, proxy: PROXY },
  { url: 'https://host.example/x.js', environment: { https_proxy: 'proxy.example:3128' }, proxy: PROXY },
  { url: 'https://host.example/x.js', environment: { HTTP_PROXY: PROXY }, proxy: undefined },
  { url: 'http://host.example/', environment: { HTTP_PROXY: PROXY }, proxy: PROXY },
  { url: 'http://host.example/', environment: { HTTPS_PROXY: PROXY }, proxy: undefined },
  {
    url: 'http://host.example/',
    environment: { HTTP_PROXY: PROXY, NO_PROXY: 'host.example:80' },
    proxy: undefined,
  },
  { url: 'https://localhost/x.js', environment: { HTTPS_PROXY: PROXY }, proxy: undefined },
  { url: 'https://127.0.0.2:8443/x.js', environment: { HTTPS_PROXY: PROXY }, proxy: undefined },
  { url: 'https://[::1]/x.js', environment: { HTTPS_PROXY: PROXY }, proxy: undefined },
  { url: 'https://host.example/x.js', environment: { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, proxy: undefined },
  {
    url: 'https://host.example/x.js',
    environment: { HTTPS_PROXY: PROXY, no_proxy: 'a, Host.Example' },
    proxy: undefined,
  },
  {
    url: 'https://a.host.example/x.js',
    environment: { HTTPS_PROXY: PROXY, NO_PROXY: 'host.example' },
    proxy: undefined,
  },
  {
    url: 'https://a.host.example/x.js',
    environment: { HTTPS_PROXY: PROXY, NO_PROXY: '.host.example' },
    proxy: undefined,
  },
  {
    url: 'https://host.example/x.js',
    environment: { HTTPS_PROXY: PROXY, NO_PROXY: '.host.example' },
    proxy: PROXY,
  },
  {
    url: 'https://ghost.example/x.js',
    environment: { HTTPS_PROXY: PROXY, NO_PROXY: 'host.example' },
    proxy: PROXY,
  },
  {
    url: 'https://host.example/x.js',
    environment: { HTTPS_PROXY: PROXY, NO_PROXY: 'host.example:443' },
    proxy: undefined,
  },
  {
    url: 'https://host.example/x.js',
    environment: { HTTPS_PROXY: PROXY, NO_PROXY: 'host.example:8443' },
    proxy: PROXY,
  },
  { url: 'http://10.1.2.3/', environment: { HTTP_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, proxy: undefined },
  { url: 'http://11.1.2.3/', environment: { HTTP_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, proxy: PROXY },
  { url: 'http://host.example/', environment: { HTTP_PROXY: PROXY, NO_PROXY: '10.0.0.0/99' }, proxy: PROXY },
  { url: 'http://[fd00::7]/', environment: { HTTP_PROXY: PROXY, NO_PROXY: 'fd00::/16' }, proxy: undefined },
  {
    url: 'http://10.1.2.3:81/',
    environment: { HTTP_PROXY: PROXY, NO_PROXY: '10.1.2.3:81' },
    proxy: undefined,
  },
  { url: 'http://127.example/', environment: { HTTP_PROXY: PROXY }, proxy: PROXY },
  {
    url: 'http://host.example/',
    environment: { HTTP_PROXY: PROXY, NO_PROXY: '*.host.example' },
    proxy: PROXY,
  },
])('$url with $environment goes through $proxy', ({ url, environment, proxy }) => {
  expect(proxyFor(url, environment)).toBe(proxy);
});
