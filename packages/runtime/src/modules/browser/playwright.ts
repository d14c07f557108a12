import { createRequire } from 'node:module';

import { Refusal } from './bridge/failure.ts';

type Playwright = typeof import('playwright-core');

let loaded: Playwright | undefined;

const NOT_ALLOWED =
  'this agent lets no test use a browser; whoever runs it can allow that with the flag --allow-browser';

/** Processes of agents may read no files but their own. @throws Refusal */
export function requirePermission(): void {
  const { permission } = process as { readonly permission?: NodeJS.ProcessPermission };
  const mayAll = permission === undefined || (permission.has('child') && permission.has('fs.read'));
  if (!mayAll) throw new Refusal(NOT_ALLOWED);
}

/** Takes half a second and some 70 MB, so it waits for the first browser, in threads that have one. */
export function playwright(): Playwright {
  loaded ??= createRequire(import.meta.url)('playwright-core') as Playwright;
  return loaded;
}
