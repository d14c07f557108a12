import type { ElementHandle, JSHandle } from 'playwright-core';
import { data, many, nothing, one, type Result, type ScriptClass } from '../bridge/script-class.ts';
import type { BrowserSession } from '../browser-session.ts';
import { actionsOnElement, evaluation, operation, quote } from './element-actions.ts';
import { screenshot } from './screenshot.ts';

/** A handle of an element is one of those. */
export const handleResult: Result = (session, value) => {
  const handle = value as JSHandle;
  const element = handle.asElement();
  return element === null ? session.wrap('JSHandle', handle) : session.wrap('ElementHandle', element);
};

const jsHandleOperations = {
  asElement: {
    call: ({ target }: { target: JSHandle }) => target.asElement(),
    result: one('ElementHandle'),
  },
  dispose: { result: nothing },
  evaluate: evaluation<JSHandle>('evaluate', data, ['handle']),
  evaluateHandle: evaluation<JSHandle>('evaluateHandle', handleResult, ['handle']),
  getProperties: { result: propertiesResult },
  jsonValue: {},
};

function propertiesResult(session: BrowserSession, value: unknown): unknown {
  const { Map: RealmMap } = session.realm.intrinsics;
  const result = new RealmMap();
  // As the realm has it; scripts may have replaced the method.
  for (const [name, handle] of value as ReadonlyMap<string, JSHandle>) {
    Map.prototype.set.call(result, name, handleResult(session, handle));
  }
  return result;
}

export const jsHandleClass: ScriptClass<JSHandle> = { operations: jsHandleOperations };

export const elementHandleClass: ScriptClass<ElementHandle> = {
  operations: {
    ...(jsHandleOperations as NonNullable<ScriptClass<ElementHandle>['operations']>),
    ...actionsOnElement<ElementHandle>(),
    $: operation('$', ([selector]) => `querying selector ${quote(selector)}`, one('ElementHandle')),
    $$: operation('$$', ([selector]) => `querying all selector ${quote(selector)}`, many('ElementHandle')),
    boundingBox: operation('boundingBox', 'getting bounding box of element'),
    contentFrame: { result: one('Frame') },
    ownerFrame: { result: one('Frame') },
    screenshot: screenshot('taking screenshot of element'),
    scrollIntoViewIfNeeded: operation('scrollIntoViewIfNeeded', 'scrolling element into view', nothing),
    selectText: operation('selectText', 'selecting text of element', nothing),
    waitForElementState: operation(
      'waitForElementState',
      ([state]) => `waiting for element state ${quote(state)}`,
      nothing,
    ),
    waitForSelector: operation(
      'waitForSelector',
      ([selector]) => `waiting for selector ${quote(selector)}`,
      one('ElementHandle'),
    ),
  },
};
