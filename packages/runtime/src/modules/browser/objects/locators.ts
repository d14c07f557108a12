import type { FrameLocator, Locator } from 'playwright-core';
import { pageFunction } from '../bridge/page-function.ts';
import type { Remote } from '../bridge/remote.ts';
import type { Plain, ScriptClass } from '../bridge/script-class.ts';
import { byName, data, nothing } from '../bridge/script-class.ts';
import { toHost } from '../bridge/to-host.ts';
import { actionsOnElement, evaluation, quote, subject } from './element-actions.ts';
import { handleResult } from './handles.ts';

const BY = [
  'getByAltText',
  'getByLabel',
  'getByPlaceholder',
  'getByRole',
  'getByTestId',
  'getByText',
  'getByTitle',
];

/** Gives a locator, called after what the script looked for. */
function finds<T extends object>(name: string, kind = 'Locator'): Plain<T> {
  const call = byName<T>(name);
  return {
    call(remote, args) {
      const found = call(remote, args) as object;
      return remote.session.wrap(kind, found, labelOf(remote, name, args));
    },
    result: (_, value) => value,
  };
}

function labelOf({ label }: Remote, name: string, args: readonly unknown[]): string {
  const own = name === 'locator' || name === 'frameLocator' ? String(args[0]) : described(name, args);
  return label === '' ? own : `${label} >> ${own}`;
}

function described(name: string, args: readonly unknown[]): string {
  return `${name}(${args.map((arg) => JSON.stringify(toHost(arg))).join(', ')})`;
}

/** What pages, frames, locators and frame locators have in common. */
export function finders<T extends object>(): Record<string, Plain<T>> {
  return {
    ...Object.fromEntries(BY.map((name) => [name, finds<T>(name)])),
    locator: finds<T>('locator'),
    frameLocator: finds<T>('frameLocator', 'FrameLocator'),
  };
}

export const frameLocatorClass: ScriptClass<FrameLocator> = { plain: finders() };

const { setInputFiles: _, ...actions } = actionsOnElement<Locator>();

export const locatorClass: ScriptClass<Locator> = {
  plain: {
    ...finders(),
    contentFrame: finds('contentFrame', 'FrameLocator'),
    filter: finds('filter'),
    first: finds('first'),
    last: finds('last'),
    nth: finds('nth'),
  },
  operations: {
    ...actions,
    all: {
      result: (session, found) =>
        session.realm.createArray(
          (found as readonly Locator[]).map((locator) => session.wrap('Locator', locator, String(locator))),
        ),
    },
    boundingBox: { doing: (remote) => `getting bounding box of ${subject(remote)}` },
    clear: { doing: (remote) => `clearing ${subject(remote)}`, result: nothing },
    count: { doing: (remote) => `counting ${subject(remote)}` },
    evaluate: evaluation('evaluate', data, ['element']),
    evaluateHandle: evaluation('evaluateHandle', handleResult, ['element']),
    isInViewport: { call: ({ target }) => isInViewport(target) },
    pressSequentially: {
      doing: (remote, [text]) => `typing ${quote(text)} into ${subject(remote)}`,
      result: nothing,
    },
    waitFor: { doing: (remote) => `waiting for ${subject(remote)}`, result: nothing },
  },
};

const IN_VIEWPORT = `(element) => new Promise((resolve) => {
  const observer = new IntersectionObserver(([entry]) => {
    observer.disconnect();
    resolve(entry.isIntersecting);
  });
  observer.observe(element);
})`;

function isInViewport(locator: Locator): Promise<unknown> {
  return locator.evaluate(pageFunction(IN_VIEWPORT, ['element']), []);
}
