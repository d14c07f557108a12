import type { Page } from 'playwright-core';
import { Refusal } from '../bridge/failure.ts';
import type { Remote } from '../bridge/remote.ts';
import { many, nothing, one, type ScriptClass } from '../bridge/script-class.ts';
import { hostOptions, pick, toHost } from '../bridge/to-host.ts';
import { operation, quote } from './element-actions.ts';
import { documentOperations } from './frame.ts';
import { finders } from './locators.ts';
import { navigation } from './navigation.ts';
import { listen, waitForPageEvent } from './page-events.ts';
import { screenshot } from './screenshot.ts';

const DEFICIENCIES = ['none', 'achromatopsia', 'blurredVision', 'deuteranopia', 'protanopia', 'tritanopia'];

export const pageClass: ScriptClass<Page> = {
  operations: {
    ...documentOperations<Page>(),
    bringToFront: { doing: () => 'bringing page to front', result: nothing },
    close: { call: ({ target, session }) => closePage(target, session), result: nothing },
    emulateMedia: operation('emulateMedia', 'emulating media', nothing),
    emulateVisionDeficiency: { call: emulateVision, result: nothing },
    goBack: navigation('goBack', () => 'navigating back'),
    goForward: navigation('goForward', () => 'navigating forward'),
    opener: { result: one('Page') },
    reload: navigation('reload', () => 'reloading page'),
    route: { call: route, doing: () => 'routing', result: nothing },
    screenshot: screenshot('taking screenshot'),
    setExtraHTTPHeaders: operation('setExtraHTTPHeaders', 'setting extra HTTP headers', nothing),
    setViewportSize: operation('setViewportSize', 'setting viewport size', nothing),
    throttleCPU: { call: throttleCPU, doing: () => 'throttling CPU', result: nothing },
    throttleNetwork: { call: throttleNetwork, doing: () => 'throttling network', result: nothing },
    unroute: { call: ({ target }, [url]) => target.unroute(urlMatcher(url)), result: nothing },
    unrouteAll: { call: ({ target }) => target.unrouteAll({ behavior: 'ignoreErrors' }), result: nothing },
    waitForEvent: {
      call: waitForPageEvent,
      doing: (_, [event]) => `waiting for event ${quote(event)}`,
      result: (_, wrapped) => wrapped,
    },
    waitForRequest: operation(
      'waitForRequest',
      ([url]) => `waiting for request ${urlText(url)}`,
      one('Request'),
    ),
    waitForResponse: operation(
      'waitForResponse',
      ([url]) => `waiting for response ${urlText(url)}`,
      one('Response'),
    ),
  },
  plain: {
    ...finders(),
    context: { result: one('BrowserContext') },
    frames: { result: many('Frame') },
    isClosed: {},
    mainFrame: { result: one('Frame') },
    on: { call: listen, result: nothing },
    setDefaultNavigationTimeout: { result: nothing },
    setDefaultTimeout: { result: nothing },
    url: {},
    viewportSize: {},
    workers: { result: many('Worker') },
  },
  properties: {
    keyboard: ({ target, session }) => session.wrap('Keyboard', target.keyboard),
    mouse: ({ target, session }) => session.wrap('Mouse', target.mouse),
    touchscreen: ({ target, session }) => session.wrap('Touchscreen', target.touchscreen),
  },
};

async function closePage(page: Page, session: Remote<Page>['session']): Promise<void> {
  await session.settle([page]);
  await page.close();
}

function urlText(url: unknown): string {
  const matcher = toHost(url);
  return matcher instanceof RegExp ? String(matcher) : quote(matcher);
}

function urlMatcher(url: unknown): string | RegExp {
  const matcher = toHost(url);
  if (typeof matcher === 'string' || matcher instanceof RegExp) return matcher;
  throw new Refusal('the URL must be a string or a regular expression');
}

function route({ target, session }: Remote<Page>, [url, handler]: readonly unknown[]): Promise<unknown> {
  if (typeof handler !== 'function') throw new Refusal('the handler of a route must be a function');
  return target.route(urlMatcher(url), (routed) => {
    session.enqueue(() => session.realm.call(handler, undefined, [session.wrap('Route', routed)]));
  });
}

async function emulateVision({ target, session }: Remote<Page>, [type]: readonly unknown[]): Promise<void> {
  const text = String(type);
  if (!DEFICIENCIES.includes(text)) throw new Refusal(`unsupported vision deficiency: ${text}`);
  const devtools = await session.devtools(target);
  await devtools.send('Emulation.setEmulatedVisionDeficiency', { type: text as 'none' });
}

async function throttleCPU({ target, session }: Remote<Page>, [profile]: readonly unknown[]): Promise<void> {
  const { rate } = hostOptions(profile);
  const devtools = await session.devtools(target);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: Number(rate ?? 1) });
}

async function throttleNetwork(
  { target, session }: Remote<Page>,
  [profile]: readonly unknown[],
): Promise<void> {
  const { latency, download, upload } = pick(hostOptions(profile), ['latency', 'download', 'upload']);
  const devtools = await session.devtools(target);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: Number(latency ?? 0),
    downloadThroughput: Number(download ?? -1),
    uploadThroughput: Number(upload ?? -1),
  });
}
