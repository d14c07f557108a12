import { goQuote } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import { parseUrl, UrlParseError } from '../http/go-url.ts';
import { oncePerRealm } from '../per-realm.ts';
import { readSocketParams } from '../websocket/socket-params.ts';
import { MALFORMED_URL, type SocketUrl, socketUrl } from '../websocket/socket-url.ts';
import { blobClass } from './blob.ts';
import { EVENT_TYPES } from './socket-events.ts';
import { CLOSED, CLOSING, CONNECTING, OPEN, ScriptWebSocket } from './web-socket.ts';

/** The module `k6/websockets`: connections beside the VU's other work, as in browsers. */
export const websocketsModule: BuiltinModule = {
  specifier: 'k6/websockets',
  instantiate: ({ realm }) => ({ named: { Blob: blobClass(realm), WebSocket: webSocketClass(realm) } }),
};

const warned = new WeakSet<object>();

/** Its former name. */
export const experimentalWebsocketsModule: BuiltinModule = {
  specifier: 'k6/experimental/websockets',
  instantiate(vu) {
    if (vu.idInInstance === 0 && !warned.has(vu.realm)) {
      warned.add(vu.realm);
      vu.log.log(
        'warning',
        'k6/experimental/websockets is deprecated and will be removed in a future release. ' +
          'Please use k6/websockets instead.',
      );
    }
    return websocketsModule.instantiate(vu);
  },
};

const PARAM_TEXTS = {
  badTags: 'invalid WebSocket tags option: ',
  unknown: (name: string) => `unknown WebSocket's option ${name}`,
};

/** k6 has none of them, browsers do. */
const READY_STATES = { CONNECTING, OPEN, CLOSING, CLOSED };

const sockets = new WeakMap<object, ScriptWebSocket>();

const webSocketClass = oncePerRealm((realm) => {
  const created = constructible(
    realm,
    'WebSocket',
    3,
    (url: unknown, protocols: unknown, params: unknown) => {
      const vu = realm.runningVU as VUContext;
      if (vu.stage === 'init') {
        throw realm.goError('using websockets in the init context is not supported');
      }
      const parsed = readUrl(realm, url);
      const read = readSocketParams(vu, params, PARAM_TEXTS);
      const names = readProtocols(protocols);
      if (names.length > 0) read.headers.set('Sec-Websocket-Protocol', names.join(','));
      const object = Object.create(created.prototype as object) as object;
      sockets.set(object, new ScriptWebSocket(vu, { object, url: parsed, params: read }));
      return object;
    },
  );
  defineMembers(realm, created.prototype as object);
  for (const [name, value] of Object.entries(READY_STATES)) {
    for (const holder of [created, created.prototype]) Object.defineProperty(holder, name, { value });
  }
  return created;
});

function readUrl(realm: Realm, given: unknown): SocketUrl {
  if (given === undefined || given === null || given === '') throw realm.goError('WebSocket requires a url');
  const text = String(given);
  const url = parsedUrl(realm, text);
  if (url.scheme !== 'ws' && url.scheme !== 'wss') {
    throw realm.goError(`WebSocket requires url with scheme ws or wss, but got ${goQuote(url.scheme)}`);
  }
  if (url.fragment !== '') {
    throw realm.goError(`WebSocket requires no url fragment, but got ${goQuote(url.fragment.slice(1))}`);
  }
  const parsed = socketUrl(url);
  if (parsed === undefined) throw realm.goError(MALFORMED_URL);
  return parsed;
}

function parsedUrl(realm: Realm, text: string): ReturnType<typeof parseUrl> {
  try {
    return parseUrl(text);
  } catch (error) {
    if (!(error instanceof UrlParseError)) throw error;
    throw realm.goError(
      `WebSocket requires valid url, but got ${goQuote(text)} which resulted in ${error.message}`,
    );
  }
}

function readProtocols(given: unknown): readonly string[] {
  if (given === undefined || given === null) return [];
  return Array.isArray(given) ? given.map(String) : [String(given)];
}

/** Properties and methods of all WebSockets. */
function defineMembers(realm: Realm, prototype: object): void {
  const property = (
    name: string,
    get: (socket: ScriptWebSocket) => unknown,
    set?: (socket: ScriptWebSocket, value: unknown) => void,
  ): void => {
    const descriptor: PropertyDescriptor = { enumerable: true, configurable: true };
    descriptor.get = realm.native(name, 0, function (this: object) {
      return get(socketOf(realm, this));
    });
    if (set !== undefined) {
      descriptor.set = realm.native(name, 1, function (this: object, value: unknown) {
        set(socketOf(realm, this), value);
      });
    }
    Object.defineProperty(prototype, name, descriptor);
  };
  const method = (name: string, length: number, body: AnyFunction): void => {
    const value = realm.native(name, length, function (this: object, ...args: unknown[]) {
      return body(socketOf(realm, this), ...args);
    });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  property('url', ({ url }) => url.text);
  property('readyState', ({ readyState }) => readyState);
  property('bufferedAmount', ({ bufferedAmount }) => bufferedAmount);
  property('extensions', ({ extensions }) => realm.createArray([...extensions]));
  property('protocol', ({ protocol }) => protocol);
  property(
    'binaryType',
    ({ binaryType }) => binaryType,
    (socket, value) => socket.setBinaryType(value),
  );
  for (const type of EVENT_TYPES) {
    property(
      `on${type}`,
      ({ events }) => events.handler(type),
      ({ events }, value) => events.setHandler(type, value),
    );
  }
  method('addEventListener', 2, (socket: ScriptWebSocket, type, listener) =>
    socket.events.add(String(type), listener),
  );
  method('send', 1, (socket: ScriptWebSocket, data) => socket.send(data));
  method('ping', 0, (socket: ScriptWebSocket) => socket.ping());
  method('close', 2, (socket: ScriptWebSocket, code, reason) => socket.close(code, reason));
}

function socketOf(realm: Realm, value: object): ScriptWebSocket {
  const socket = sockets.get(value);
  if (socket === undefined) throw realm.typeError('this is not a WebSocket');
  return socket;
}
