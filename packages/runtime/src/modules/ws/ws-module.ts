import { types } from 'node:util';
import { goTypeName } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction, Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { parseUrl, UrlParseError } from '../http/go-url.ts';
import { fillHeaders } from '../http/raw-headers.ts';
import { vuHttp } from '../http/vu-http.ts';
import { GOING_AWAY, isCloseCode } from '../websocket/close-codes.ts';
import { type Handshake, noAnswer } from '../websocket/handshake.ts';
import { readSocketParams } from '../websocket/socket-params.ts';
import { MALFORMED_URL, type SocketUrl, socketUrl } from '../websocket/socket-url.ts';
import { WsConnection } from './ws-connection.ts';

/** The module `k6/ws`: a connection the VU waits for. */
export const wsModule: BuiltinModule = {
  specifier: 'k6/ws',
  instantiate(vu) {
    const object = vu.realm.createObject();
    object.connect = vu.realm.suspendable('connect', 3, (...args: unknown[]) => connect(vu, args));
    return { default: object };
  },
};

const PARAM_TEXTS = { badTags: 'invalid ws.connect() metric tags: ' };

function* connect(vu: VUContext, args: readonly unknown[]): Suspendable<unknown> {
  const { realm } = vu;
  if (vu.stage === 'init') {
    throw realm.goError('using websockets in the init context is not supported');
  }
  if (args.length !== 2 && args.length !== 3) {
    throw realm.goError('invalid number of arguments to ws.connect');
  }
  const callback = args.at(-1);
  if (typeof callback !== 'function') throw realm.goError('last argument to ws.connect must be a function');
  const params = readSocketParams(vu, args.length === 3 ? args[1] : undefined, PARAM_TEXTS);
  const url = readUrl(String(args[0]));
  if (typeof url === 'string') return refused(vu, noAnswer(url));
  const connection = new WsConnection(vu, url, params);
  const handshake = yield* connection.handshake();
  if (handshake.error !== undefined) return refused(vu, handshake);
  yield* connection.converse(callback as AnyFunction, socketObject(realm, connection));
  return response(realm, url.text, handshake);
}

/** The URL, or what is wrong with it. */
function readUrl(text: string): SocketUrl | string {
  try {
    return socketUrl(parseUrl(text)) ?? MALFORMED_URL;
  } catch (error) {
    if (error instanceof UrlParseError) return error.message;
    throw error;
  }
}

type Answered = Pick<Handshake, 'status' | 'rawHeaders' | 'body' | 'error'>;

function refused(vu: VUContext, handshake: Answered): object {
  if (vuHttp(vu).throwsByDefault) throw vu.realm.goError(handshake.error ?? '');
  // An answer that refuses is an answer: only its status tells.
  return response(vu.realm, '', handshake.status > 0 ? { ...handshake, error: undefined } : handshake);
}

function response(realm: Realm, url: string, { status, rawHeaders, body, error }: Answered): object {
  const headers = realm.createObject();
  fillHeaders(headers, rawHeaders);
  return Object.assign(realm.createObject(), { url, status, headers, body, error: error ?? '' });
}

/** What the script's callback gets. */
function socketObject(realm: Realm, connection: WsConnection): object {
  const object = realm.createObject();
  const method = (name: string, length: number, body: AnyFunction): void => {
    object[name] = realm.native(name, length, body);
  };
  method('on', 2, (name: unknown, handler: unknown) => connection.on(String(name), handler));
  method('send', 1, (message: unknown) =>
    connection.send(message === undefined ? '' : realm.intrinsics.String(message)),
  );
  method('sendBinary', 1, (message: unknown) => connection.send(requireArrayBuffer(realm, message)));
  method('ping', 0, () => connection.ping());
  method('close', 1, (code: unknown) => connection.close(requireCloseCode(realm, code)));
  for (const [name, repeats] of [
    ['setTimeout', false],
    ['setInterval', true],
  ] as const) {
    method(name, 2, (callback: unknown, delay: unknown) =>
      connection.startTimer(requireFunction(realm, callback), requireDelay(realm, name, delay), repeats),
    );
  }
  return object;
}

function requireCloseCode(realm: Realm, value: unknown): number {
  const code = value === undefined ? GOING_AWAY : Math.trunc(Number(value)) || GOING_AWAY;
  if (isCloseCode(code)) return code;
  throw realm.goError(
    `websocket: bad close code ${code}: 1000 to 1014 and 3000 to 4999 can be sent, without 1004 to 1006`,
  );
}

function requireArrayBuffer(realm: Realm, value: unknown): Uint8Array {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (value === undefined) throw realm.goError('missing argument, expected ArrayBuffer');
  const received = ArrayBuffer.isView(value) ? viewName(value) : goTypeName(value);
  throw realm.goError(`expected ArrayBuffer as argument, received: ${received}`);
}

function viewName(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice('[object '.length, -1);
}

function requireFunction(realm: Realm, value: unknown): AnyFunction {
  if (typeof value === 'function') return value as AnyFunction;
  throw realm.typeError('the callback of a timer must be a function');
}

function requireDelay(realm: Realm, name: string, value: unknown): number {
  const delayMs = Number(value);
  if (delayMs > 0) return delayMs;
  const shown = (Number.isNaN(delayMs) ? 0 : delayMs).toFixed(2);
  throw realm.goError(`${name} requires a >0 timeout parameter, received ${shown}`);
}
