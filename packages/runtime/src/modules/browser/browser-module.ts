import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { nothing, promiseOf, scriptError } from './bridge/script-class.ts';
import { BrowserVU } from './browser-vu.ts';
import { devicesObject, NETWORK_PROFILES } from './launch/devices.ts';
import type { Environment } from './launch/find-executable.ts';
import { declareBrowserMetrics } from './metrics/browser-metrics.ts';
import { BROWSER_OPERATIONS, BROWSER_PLAIN } from './objects/browser.ts';
import { prototypesOf } from './objects/classes.ts';

/** The module `k6/browser` of a thread; `env` is the environment of the process. */
export function createBrowserModule(env: Environment): BuiltinModule {
  const closing = new Set<Promise<void>>();
  const onClosing = (work: Promise<void>): void => {
    closing.add(work);
    void work.then(() => closing.delete(work));
  };
  return {
    specifier: 'k6/browser',
    instantiate: (vu) => ({ default: moduleObject(vu, { env, onClosing }) }),
    settled: async () => {
      await Promise.all(closing);
    },
  };
}

function moduleObject(
  vu: VUContext,
  parts: { readonly env: Environment; readonly onClosing: (work: Promise<void>) => void },
): object {
  const { realm } = vu;
  const browserObject = realm.createObject();
  const browsers = new BrowserVU({
    ...parts,
    vu,
    browserObject,
    metrics: declareBrowserMetrics(vu),
    prototypeOf: prototypesOf(realm),
    testRunId: parts.env.K6_CLOUD_PUSH_REF_ID ?? '',
  });
  defineBrowser(vu, browserObject, browsers);
  const module = realm.createObject();
  module.browser = browserObject;
  module.chromium = chromiumObject(vu, browsers);
  module.networkProfiles = realm.clone(NETWORK_PROFILES);
  let devices: object | undefined;
  const get = realm.native('devices', 0, () => {
    devices ??= devicesObject(realm);
    return devices;
  });
  Object.defineProperty(module, 'devices', { get, enumerable: true, configurable: true });
  return module;
}

/** `browser`: the one of the iteration. */
function defineBrowser(vu: VUContext, object: Record<string, unknown>, browsers: BrowserVU): void {
  const { realm } = vu;
  for (const [name, [call, result, doing]] of Object.entries(BROWSER_OPERATIONS)) {
    object[name] = realm.native(name, 0, (options: unknown) => {
      try {
        const { session } = browsers;
        return session.promise(() => call(session, options), result, doing);
      } catch (error) {
        return promiseOf(vu, () => Promise.reject(error), { value: () => nothing, doing: undefined });
      }
    });
  }
  for (const [name, read] of Object.entries(BROWSER_PLAIN)) {
    object[name] = realm.native(name, 0, () => {
      try {
        return read(browsers.session);
      } catch (error) {
        throw scriptError(realm, error, undefined);
      }
    });
  }
}

function chromiumObject(vu: VUContext, browsers: BrowserVU): object {
  const { realm } = vu;
  const object = realm.createObject();
  object.connectOverCDP = realm.native('connectOverCDP', 1, (endpoint: unknown) =>
    promiseOf(vu, () => browsers.connect(endpoint === undefined ? '' : String(endpoint)), {
      value: (session) => (session as Awaited<ReturnType<BrowserVU['connect']>>).browserObject,
      doing: undefined,
    }),
  );
  return object;
}
