import type { Frame, Page } from 'playwright-core';
import { invoke } from '../bridge/invoke.ts';
import { type Operation, one } from '../bridge/script-class.ts';
import { toHost } from '../bridge/to-host.ts';
import type { BrowserSession } from '../browser-session.ts';

/** A method that loads a document. */
export function navigation<T extends Page | Frame>(
  name: string,
  doing: (args: readonly unknown[]) => string,
): Operation<T> {
  return {
    async call({ target, session }, args) {
      const copies = args.map((arg) => toHost(arg));
      try {
        return await invoke(target, name, copies);
      } catch (error) {
        if ((error as Error).name === 'TimeoutError') await stopLoading(session, target);
        throw error;
      }
    },
    doing: (_, args) => doing(args),
    result: one('Response'),
  };
}

/** While Chromium waits for an answer that may never come it runs no code of the page. */
async function stopLoading(session: BrowserSession, target: Page | Frame): Promise<void> {
  const page = 'mainFrame' in target ? target : target.page();
  const devtools = await session.devtools(page);
  await devtools.send('Page.stopLoading');
}
