import type { Page } from 'playwright-core';
import { Refusal } from '../bridge/failure.ts';
import type { Remote } from '../bridge/remote.ts';
import { hostOptions } from '../bridge/to-host.ts';

/** Events of a page, and what handlers get. */
const EVENTS: Readonly<Record<string, string>> = {
  console: 'ConsoleMessage',
  request: 'Request',
  response: 'Response',
  requestfinished: 'Request',
  requestfailed: 'Request',
};

type Listen = (event: string, handler: (value: object) => void) => unknown;

/** `page.on`: the handler is called as a job of the VU. */
export function listen({ target, session }: Remote<Page>, [event, handler]: readonly unknown[]): void {
  const name = String(event);
  if (typeof handler !== 'function') throw new Refusal('listener must be a function');
  if (name === 'metric') return session.onMetric(target, handler);
  const kind = kindOf(name, 'page.on');
  const on = target.on.bind(target) as unknown as Listen;
  on(name, (value) => {
    session.enqueue(() => session.realm.call(handler, undefined, [session.wrap(kind, value)]));
  });
}

/** `page.waitForEvent`: the predicate is asked as a job of the VU. Gives the script's object. */
export async function waitForPageEvent(
  { target, session }: Remote<Page>,
  [event, given]: readonly unknown[],
): Promise<unknown> {
  const name = String(event);
  const kind = kindOf(name, 'waitForEvent');
  const { predicate, options } = readWaiting(given);
  const wait = target.waitForEvent.bind(target) as unknown as (
    name: string,
    options: object,
  ) => Promise<object>;
  const value = await wait(name, {
    ...options,
    ...(predicate === undefined
      ? {}
      : {
          predicate: async (one: object) =>
            Boolean(await session.ask(predicate, () => session.wrap(kind, one))),
        }),
  });
  return session.wrap(kind, value);
}

/** A predicate, or options with one. */
export function readWaiting(given: unknown): { predicate: unknown; options: { timeout?: number } } {
  if (typeof given === 'function') return { predicate: given, options: {} };
  const { timeout } = hostOptions(given);
  const options = typeof timeout === 'number' ? { timeout } : {};
  const predicate =
    typeof given === 'object' && given !== null ? (given as { predicate?: unknown }).predicate : undefined;
  if (predicate !== undefined && predicate !== null && typeof predicate !== 'function') {
    throw new Refusal('predicate must be a function');
  }
  return { predicate: predicate ?? undefined, options };
}

function kindOf(event: string, method: string): string {
  const kind = EVENTS[event];
  if (kind !== undefined) return kind;
  const known = [...Object.keys(EVENTS), 'metric'].map((name) => `"${name}"`).join(', ');
  throw new Refusal(`${method}: unknown page event: ${JSON.stringify(event)}, must be one of ${known}`);
}
