import { createRequire } from 'node:module';

type Playwright = typeof import('playwright-core');

let loaded: Playwright | undefined;

/** Takes half a second and some 70 MB, so it waits for the first browser, in threads that have one. */
export function playwright(): Playwright {
  loaded ??= createRequire(import.meta.url)('playwright-core') as Playwright;
  return loaded;
}
