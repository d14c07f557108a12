import type { Frame, Page } from 'playwright-core';
import { pageArguments, pageFunction } from '../bridge/page-function.ts';
import { data, many, nothing, type Operation, one, type ScriptClass } from '../bridge/script-class.ts';
import { hostOptions, pick, toHost } from '../bridge/to-host.ts';
import { actionsBySelector, evaluation, operation, quote } from './element-actions.ts';
import { handleResult } from './handles.ts';
import { finders } from './locators.ts';
import { navigation } from './navigation.ts';

type Document = Page | Frame;

/** What a page can do its main frame can do as well. */
export function documentOperations<T extends Document>(): Record<string, Operation<T>> {
  return {
    ...actionsBySelector<T>(),
    $: operation('$', ([selector]) => `querying selector ${quote(selector)}`, one('ElementHandle')),
    $$: operation('$$', ([selector]) => `querying all selector ${quote(selector)}`, many('ElementHandle')),
    content: operation('content', 'getting content'),
    evaluate: evaluation('evaluate', data),
    evaluateHandle: evaluation('evaluateHandle', handleResult),
    goto: navigation('goto', ([url]) => `navigating frame to ${quote(url)}`),
    setContent: operation('setContent', 'setting content', nothing),
    title: operation('title', 'getting title'),
    waitForFunction: {
      call: ({ target }, [fn, options, ...args]) =>
        target.waitForFunction(pageFunction(fn), pageArguments(args), pollingOptions(options)),
      doing: () => 'waiting for function',
      result: handleResult,
    },
    waitForLoadState: operation(
      'waitForLoadState',
      ([state]) => `waiting for load state ${quote(state ?? 'load')}`,
      nothing,
    ),
    waitForNavigation: operation('waitForNavigation', 'waiting for navigation', one('Response')),
    waitForSelector: operation(
      'waitForSelector',
      ([selector]) => `waiting for selector ${quote(selector)}`,
      one('ElementHandle'),
    ),
    waitForTimeout: operation('waitForTimeout', 'waiting for timeout', nothing),
    waitForURL: operation('waitForURL', ([url]) => `waiting for URL ${quote(toHost(url))}`, nothing),
  };
}

/** Polling by mutations is polling by frames here, which sees as much. */
function pollingOptions(given: unknown): { polling?: number | 'raf'; timeout?: number } {
  const { polling, timeout } = hostOptions(given);
  return {
    ...(typeof polling === 'number' ? { polling } : { polling: 'raf' as const }),
    ...pick({ timeout }, ['timeout']),
  };
}

export const frameClass: ScriptClass<Frame> = {
  operations: { ...documentOperations<Frame>(), frameElement: { result: one('ElementHandle') } },
  plain: {
    ...finders(),
    childFrames: { result: many('Frame') },
    isDetached: {},
    name: {},
    page: { result: one('Page') },
    parentFrame: { result: one('Frame') },
    url: {},
  },
};
