import type { Browser } from 'playwright-core';
import { nothing, one, type Result, type ScriptClass } from '../bridge/script-class.ts';
import type { BrowserSession } from '../browser-session.ts';
import { contextOptions } from './context-options.ts';

/** What can be done with a browser; a script's `browser` is that of the iteration. */
export const BROWSER_OPERATIONS: Readonly<
  Record<
    string,
    readonly [call: (session: BrowserSession, options: unknown) => Promise<unknown>, Result, string]
  >
> = {
  closeContext: [(session) => session.closeContext(), nothing, 'closing context'],
  newContext: [
    (session, options) => session.newContext(contextOptions(options)),
    one('BrowserContext'),
    'creating a new browser context',
  ],
  newPage: [
    async (session, options) => (await session.newContext(contextOptions(options))).newPage(),
    one('Page'),
    'creating a new page',
  ],
};

export const BROWSER_PLAIN: Readonly<Record<string, (session: BrowserSession) => unknown>> = {
  context: (session) => session.wrap('BrowserContext', session.context),
  isConnected: ({ browser }) => browser.isConnected(),
  userAgent: ({ userAgent }) => userAgent,
  version: ({ browser }) => browser.version(),
};

/** A browser that a script connected to. */
export const connectedBrowserClass: ScriptClass<Browser> = {
  operations: {
    ...Object.fromEntries(
      Object.entries(BROWSER_OPERATIONS).map(([name, [call, result, doing]]) => [
        name,
        {
          call: ({ session }: { session: BrowserSession }, [options]: readonly unknown[]) =>
            call(session, options),
          result,
          doing: () => doing,
        },
      ]),
    ),
    close: { call: ({ session }) => session.end(false), result: nothing },
  },
  plain: Object.fromEntries(
    Object.entries(BROWSER_PLAIN).map(([name, call]) => [
      name,
      {
        call: ({ session }: { session: BrowserSession }) => call(session),
        result: (_: unknown, value: unknown) => value,
      },
    ]),
  ),
};
