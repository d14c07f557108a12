import type { Realm } from '../../../sandbox/contract.ts';
import { promiseOfWork } from '../../host-promise.ts';
import type { BrowserSession } from '../browser-session.ts';
import { failureText, Refusal, ScriptThrew } from './failure.ts';
import { invoke } from './invoke.ts';
import { linkRemote, type Remote, remoteOf } from './remote.ts';
import { toHost } from './to-host.ts';
import { toScript } from './to-script.ts';

/** Makes what the script sees of what the browser answered. */
export type Result = (session: BrowserSession, value: unknown) => unknown;

export const data: Result = ({ realm }, value) => toScript(realm, value);
export const nothing: Result = () => undefined;

/** Objects of a class, or null. */
export const one =
  (kind: string): Result =>
  (session, value) =>
    session.wrap(kind, value as object | null);

export const many =
  (kind: string): Result =>
  (session, value) =>
    session.realm.createArray((value as readonly object[]).map((item) => session.wrap(kind, item)));

/** Work of the browser that a script gets a promise for. */
export interface Operation<T extends object> {
  /** Arguments are the script's own values. Default: the method of the same name with copies of them. */
  readonly call?: (remote: Remote<T>, args: readonly unknown[]) => unknown;
  /** Default: data. */
  readonly result?: Result;
  /** What failed, for the error's text. */
  readonly doing?: (remote: Remote<T>, args: readonly unknown[]) => string;
}

/** What is known at once. */
export interface Plain<T extends object> {
  readonly call?: (remote: Remote<T>, args: readonly unknown[]) => unknown;
  readonly result?: Result;
}

/** A class of objects that scripts get; they cannot construct them. */
export interface ScriptClass<T extends object> {
  readonly operations?: Readonly<Record<string, Operation<T>>>;
  readonly plain?: Readonly<Record<string, Plain<T>>>;
  readonly properties?: Readonly<Record<string, (remote: Remote<T>) => unknown>>;
}

export function scriptPrototype<T extends object>(realm: Realm, kind: string, parts: ScriptClass<T>): object {
  const prototype = realm.createObject();
  const method = (name: string, body: (remote: Remote<T>, args: readonly unknown[]) => unknown): void => {
    const value = realm.native(name, 0, function (this: unknown, ...args: unknown[]) {
      return body(receiver(realm, this, kind, name) as Remote<T>, args);
    });
    Object.defineProperty(prototype, name, { value, writable: true, enumerable: true, configurable: true });
  };
  for (const [name, operation] of Object.entries(parts.operations ?? {})) {
    method(name, (remote, args) => startOperation(name, operation, remote, args));
  }
  for (const [name, plain] of Object.entries(parts.plain ?? {})) {
    method(name, (remote, args) => callPlain(name, plain, remote, args));
  }
  for (const [name, read] of Object.entries(parts.properties ?? {})) {
    const get = realm.native(name, 0, function (this: unknown) {
      return read(receiver(realm, this, kind, name) as Remote<T>);
    });
    Object.defineProperty(prototype, name, { get, enumerable: true, configurable: true });
  }
  return prototype;
}

export function scriptObject(prototype: object, remote: Remote): object {
  const object = Object.create(prototype) as object;
  linkRemote(object, remote);
  return object;
}

function receiver(realm: Realm, value: unknown, kind: string, name: string): Remote {
  const remote = remoteOf(value);
  if (remote?.kind === kind) return remote;
  throw realm.typeError(`${name} was called on something that is no ${kind}`);
}

function startOperation<T extends object>(
  name: string,
  { call, result = data, doing }: Operation<T>,
  remote: Remote<T>,
  args: readonly unknown[],
): unknown {
  const { session } = remote;
  const what = doing?.(remote, args);
  return session.promise(() => (call ?? byName(name))(remote, args), result, what);
}

function callPlain<T extends object>(
  name: string,
  { call, result = data }: Plain<T>,
  remote: Remote<T>,
  args: readonly unknown[],
): unknown {
  const { session } = remote;
  try {
    return result(session, (call ?? byName(name))(remote, args));
  } catch (error) {
    throw scriptError(session.realm, error, undefined);
  }
}

/** The method of that name, with copies of the arguments. */
export function byName<T extends object>(
  name: string,
): (remote: Remote<T>, args: readonly unknown[]) => unknown {
  return ({ target }, args) =>
    invoke(
      target,
      name,
      args.map((arg) => toHost(arg)),
    );
}

/** Starts work of the host and gives the script a promise for it. */
export function promiseOf(
  { loop, realm }: Pick<BrowserSession['vu'], 'loop' | 'realm'>,
  start: () => unknown,
  parts: { readonly value: (value: unknown) => unknown; readonly doing: string | undefined },
): unknown {
  const { value, doing } = parts;
  const work = new Promise((resolve) => resolve(start()));
  return promiseOfWork(loop, work, { value, error: (error) => scriptError(realm, error, doing) });
}

/** Nothing of the host may reach a script, not even an error. */
export function scriptError(realm: Realm, error: unknown, doing: string | undefined): unknown {
  if (error instanceof ScriptThrew) return error.value;
  const text = error instanceof Refusal ? error.message : failureText(error);
  return realm.goError(doing === undefined ? text : `${doing}: ${text}`);
}
