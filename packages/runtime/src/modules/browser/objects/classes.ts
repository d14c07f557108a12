import { oncePerRealm } from '../../per-realm.ts';
import { type ScriptClass, scriptPrototype } from '../bridge/script-class.ts';
import { connectedBrowserClass } from './browser.ts';
import { browserContextClass } from './browser-context.ts';
import { frameClass } from './frame.ts';
import { elementHandleClass, jsHandleClass } from './handles.ts';
import { keyboardClass, mouseClass, touchscreenClass } from './input-devices.ts';
import { frameLocatorClass, locatorClass } from './locators.ts';
import { consoleMessageClass, metricMessageClass, workerClass } from './messages.ts';
import { requestClass, responseClass, routeClass } from './network.ts';
import { pageClass } from './page.ts';

const CLASSES: Readonly<Record<string, ScriptClass<never>>> = {
  BrowserContext: browserContextClass,
  ConnectedBrowser: connectedBrowserClass,
  ConsoleMessage: consoleMessageClass,
  ElementHandle: elementHandleClass,
  Frame: frameClass,
  FrameLocator: frameLocatorClass,
  JSHandle: jsHandleClass,
  Keyboard: keyboardClass,
  Locator: locatorClass,
  MetricMessage: metricMessageClass,
  Mouse: mouseClass,
  Page: pageClass,
  Request: requestClass,
  Response: responseClass,
  Route: routeClass,
  Touchscreen: touchscreenClass,
  Worker: workerClass,
};

/** Prototypes of the objects that scripts of a realm get, by kind; made when the first of a kind is needed. */
export const prototypesOf = oncePerRealm((realm) => {
  const made = new Map<string, object>();
  return (kind: string): object => {
    const parts = CLASSES[kind];
    if (parts === undefined) throw new Error(`there is no class ${kind}`);
    const prototype = made.get(kind) ?? scriptPrototype(realm, kind, parts as ScriptClass<object>);
    made.set(kind, prototype);
    return prototype;
  };
});
