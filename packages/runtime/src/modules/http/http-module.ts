import type { Realm } from '../../sandbox/contract.ts';
import type { Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import { oncePerRealm } from '../per-realm.ts';
import { batch } from './batch.ts';
import { HTTP_CONSTANTS } from './constants.ts';
import { CookieJar } from './cookies/cookie-jar.ts';
import { cookieJarObject } from './cookies/cookie-jar-object.ts';
import { expectedStatusesOf, parseExpectedStatuses, rememberExpectedStatuses } from './expected-statuses.ts';
import { createFile } from './file-data.ts';
import { PreparationError } from './preparation-error.ts';
import { offerResponseMethods } from './response.ts';
import { responseMethods } from './response-methods.ts';
import { asyncRequest, sendRequest } from './send-request.ts';
import { createUrlTemplate } from './url-template.ts';
import { type VUHttp, vuHttp } from './vu-http.ts';

/** `k6/http`. */
export const httpModule: BuiltinModule = {
  specifier: 'k6/http',
  instantiate(vu) {
    offerResponseMethods(vu.realm, responseMethods(vu.realm));
    return { default: createHttpObject(vu) };
  },
};

type FunctionMaker = (http: VUHttp) => unknown;

/** What each name of the module stands for, made when a script first asks for it: a VU uses few of them. */
const MEMBERS: Readonly<Record<string, FunctionMaker>> = {
  get: withoutBody('get', 'GET'),
  head: withoutBody('head', 'HEAD'),
  post: withBody('post', 'POST'),
  put: withBody('put', 'PUT'),
  patch: withBody('patch', 'PATCH'),
  del: withBody('del', 'DELETE'),
  options: withBody('options', 'OPTIONS'),
  request: (http) =>
    http.vu.realm.suspendable(
      'request',
      4,
      function* (method: unknown, url: unknown, body: unknown, params: unknown): Suspendable<unknown> {
        return yield* sendRequest(http, { method: String(method), url, body, params });
      },
    ),
  asyncRequest: (http) =>
    http.vu.realm.native('asyncRequest', 4, (method: unknown, url: unknown, body: unknown, params: unknown) =>
      asyncRequest(http, { method: String(method), url, body, params }),
    ),
  batch: (http) =>
    http.vu.realm.suspendable('batch', 1, function* (requests: unknown): Suspendable<unknown> {
      return yield* batch(http, requests);
    }),
  url: (http) => http.vu.realm.native('url', 1, (parts, ...values) => urlTag(http, parts, values)),
  file: ({ vu: { realm } }) =>
    realm.native('file', 3, (data, filename, contentType) =>
      createFile(realm, data, { filename, contentType }),
    ),
  cookieJar: (http) => http.vu.realm.native('cookieJar', 0, () => currentJar(http)),
  CookieJar: ({ vu }) => constructible(vu.realm, 'CookieJar', 0, () => jarObject(vu, new CookieJar())),
  expectedStatuses: ({ vu: { realm } }) =>
    realm.native('expectedStatuses', 1, (...args) => expectedStatuses(realm, args)),
  setResponseCallback: (http) =>
    http.vu.realm.native('setResponseCallback', 1, (value) => setResponseCallback(http, value)),
};

function withoutBody(name: string, method: string): FunctionMaker {
  return (http) =>
    http.vu.realm.suspendable(name, 2, function* (...args: readonly unknown[]): Suspendable<unknown> {
      if (args.length > 2) warnOfArguments(http, name, args.length);
      return yield* sendRequest(http, { method, url: args[0], body: undefined, params: args[1] });
    });
}

function warnOfArguments(http: VUHttp, name: string, count: number): void {
  http.warn(`http.${name} only accepts a url and a params argument (2 arguments), but ${count} were given`);
}

function withBody(name: string, method: string): FunctionMaker {
  return (http) =>
    http.vu.realm.suspendable(
      name,
      3,
      function* (url: unknown, body: unknown, params: unknown): Suspendable<unknown> {
        return yield* sendRequest(http, { method, url, body, params });
      },
    );
}

function urlTag(http: VUHttp, parts: unknown, values: readonly unknown[]): object {
  const { realm } = http.vu;
  try {
    return createUrlTemplate(realm, http.thread.urls, Array.isArray(parts) ? parts : [parts], values);
  } catch (error) {
    throw error instanceof PreparationError ? realm.goError(error.message) : error;
  }
}

function currentJar(http: VUHttp): object {
  const { vu } = http;
  if (vu.stage === 'init') {
    throw vu.realm.goError('Making cookie jars in the init context is not supported');
  }
  return jarObject(vu, http.jar);
}

function jarObject(vu: VUContext, jar: CookieJar): object {
  return cookieJarObject(jar, { realm: vu.realm, wallMs: () => vu.clock.wallMs() });
}

function expectedStatuses(realm: Realm, args: readonly unknown[]): object {
  const handle = realm.createObject();
  try {
    rememberExpectedStatuses(handle, parseExpectedStatuses(args));
  } catch (error) {
    throw realm.goError((error as Error).message);
  }
  return handle;
}

function setResponseCallback(http: VUHttp, value: unknown): void {
  if (value === null || value === undefined) {
    http.responseCallback = null;
    return;
  }
  const statuses = expectedStatusesOf(value);
  if (statuses === undefined) {
    throw http.vu.realm.goError('unsupported argument, expected http.expectedStatuses');
  }
  http.responseCallback = statuses;
}

/**
 * The properties of `k6/http`. Functions are made for a VU when it first asks for one, so each is an accessor that
 * all VUs share; it acts for the VU that runs, whatever it is read from: libraries put proxies in front of modules.
 */
const propertiesOfHttp = oncePerRealm((realm) => {
  const properties: PropertyDescriptorMap = {};
  for (const [name, make] of Object.entries(MEMBERS)) {
    properties[name] = {
      enumerable: true,
      configurable: true,
      get: realm.native(name, 0, () => {
        const { runningVU } = realm;
        return runningVU === undefined ? undefined : memberOf(vuHttp(runningVU as VUContext), name, make);
      }),
      // Libraries replace functions by their own.
      set: realm.native(name, 1, function (this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      }),
    };
  }
  for (const [name, value] of Object.entries(HTTP_CONSTANTS)) {
    properties[name] = { value, enumerable: true };
  }
  // The types of k6 have it, k6 has it not any more: there for those who ask, but in no listing.
  properties.SSL_3_0 = { value: 'ssl3.0' };
  return properties;
});

function memberOf(http: VUHttp, name: string, make: FunctionMaker): unknown {
  const { members } = http;
  members[name] ??= make(http);
  return members[name];
}

function createHttpObject(vu: VUContext): object {
  return Object.defineProperties(vu.realm.createObject(), propertiesOfHttp(vu.realm));
}
