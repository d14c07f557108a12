import type { BrowserContext, Cookie, Page } from 'playwright-core';
import { Refusal } from '../bridge/failure.ts';
import { initScript } from '../bridge/page-function.ts';
import type { Remote } from '../bridge/remote.ts';
import { many, nothing, one, type ScriptClass } from '../bridge/script-class.ts';
import { hostOptions, toHost } from '../bridge/to-host.ts';
import { operation, quote } from './element-actions.ts';
import { readWaiting } from './page-events.ts';

const PERMISSIONS = [
  'geolocation',
  'midi',
  'midi-sysex',
  'notifications',
  'camera',
  'microphone',
  'background-sync',
  'ambient-light-sensor',
  'accelerometer',
  'gyroscope',
  'magnetometer',
  'accessibility-events',
  'clipboard-read',
  'clipboard-write',
  'payment-handler',
];

type Call = (remote: Remote<BrowserContext>, args: readonly unknown[]) => Promise<unknown>;

const addCookies: Call = ({ target }, [cookies]) => {
  const given = toHost(cookies);
  if (!Array.isArray(given) || given.length === 0) throw new Refusal('no cookies provided');
  return target.addCookies(given.map(readCookie));
};

function readCookie(cookie: Cookie & { url?: string }): Cookie {
  const text = JSON.stringify(cookie);
  if (typeof cookie.name !== 'string' || cookie.name === '') {
    throw new Refusal(`cookie name must be set: ${text}`);
  }
  if (typeof cookie.value !== 'string' || cookie.value === '') {
    throw new Refusal(`cookie value must be set: ${text}`);
  }
  const isPlaced = cookie.url !== undefined || (cookie.domain !== undefined && cookie.path !== undefined);
  if (!isPlaced) {
    throw new Refusal(`if cookie URL is not provided, both domain and path must be specified: ${text}`);
  }
  return cookie;
}

const grantPermissions: Call = ({ target }, [list, options]) => {
  const permissions = toHost(list);
  const names = (Array.isArray(permissions) ? permissions : []).map(String);
  const { origin } = hostOptions(options);
  return target.grantPermissions(readPermissions(names), typeof origin === 'string' ? { origin } : {});
};

/** @throws Refusal */
export function readPermissions(names: readonly string[]): string[] {
  const invalid = names.find((name) => !PERMISSIONS.includes(name));
  if (invalid !== undefined) throw new Refusal(`${quote(invalid)} is an invalid permission`);
  // Chromium's name for what every page may read.
  return names.filter((name) => name !== 'accessibility-events');
}

const waitForEvent: Call = async ({ target, session }, [event, given]) => {
  const name = String(event);
  if (name !== 'page') {
    throw new Refusal(`incorrect event ${quote(name)}, "page" is the only event supported`);
  }
  const { predicate, options } = readWaiting(given);
  const wraps = (page: Page) => session.wrap('Page', page);
  return target.waitForEvent('page', {
    ...options,
    ...(predicate === undefined
      ? {}
      : { predicate: async (page: Page) => Boolean(await session.ask(predicate, () => wraps(page))) }),
  });
};

const close: Call = async ({ target, session }) => {
  await session.settle(target.pages());
  await target.close();
};

export const browserContextClass: ScriptClass<BrowserContext> = {
  operations: {
    addCookies: { call: addCookies, doing: () => 'adding cookies', result: nothing },
    addInitScript: {
      call: ({ target }, [script]) => target.addInitScript({ content: initScript(script) }),
      doing: () => 'adding init script',
      result: nothing,
    },
    clearCookies: operation('clearCookies', 'clearing cookies', nothing),
    clearPermissions: operation('clearPermissions', 'clearing permissions', nothing),
    close: { call: close, result: nothing },
    cookies: { call: ({ target }, urls) => target.cookies(urls.flat().map(String)) },
    grantPermissions: { call: grantPermissions, doing: () => 'granting permissions', result: nothing },
    newPage: operation('newPage', 'creating a new page', one('Page')),
    setGeolocation: operation('setGeolocation', 'setting geolocation', nothing),
    setHTTPCredentials: operation('setHTTPCredentials', 'setting HTTP credentials', nothing),
    setOffline: operation('setOffline', 'setting offline', nothing),
    waitForEvent: { call: waitForEvent, doing: () => 'waiting for event "page"', result: one('Page') },
  },
  plain: {
    browser: { call: ({ session }) => session.browserObject, result: (_, object) => object },
    pages: { result: many('Page') },
    setDefaultNavigationTimeout: { result: nothing },
    setDefaultTimeout: { result: nothing },
  },
};
