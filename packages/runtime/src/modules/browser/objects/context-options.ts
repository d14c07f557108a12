import type { BrowserContextOptions } from 'playwright-core';
import { hostOptions, pick } from '../bridge/to-host.ts';
import { readPermissions } from './browser-context.ts';

/** Options of k6's that Playwright has under the same name. Others of Playwright's write and read files. */
const SAME_NAME = [
  'bypassCSP',
  'colorScheme',
  'deviceScaleFactor',
  'extraHTTPHeaders',
  'geolocation',
  'hasTouch',
  'httpCredentials',
  'ignoreHTTPSErrors',
  'isMobile',
  'javaScriptEnabled',
  'locale',
  'offline',
  'proxy',
  'reducedMotion',
  'screen',
  'viewport',
];

/** Options of `newContext` and `newPage`. */
export function contextOptions(given: unknown): BrowserContextOptions {
  const options = hostOptions(given);
  const { timezoneID, userAgent, permissions } = options;
  return {
    ...pick(options, SAME_NAME),
    ...(typeof timezoneID === 'string' && timezoneID !== '' ? { timezoneId: timezoneID } : {}),
    ...(typeof userAgent === 'string' && userAgent !== '' ? { userAgent } : {}),
    ...(Array.isArray(permissions) ? { permissions: readPermissions(permissions.map(String)) } : {}),
  };
}
