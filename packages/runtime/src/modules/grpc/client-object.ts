import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction, Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { promiseOfWork } from '../host-promise.ts';
import { openOf } from '../left-open.ts';
import { GrpcClient } from './client.ts';
import { checkHealth } from './health-check.ts';
import type { DefinitionLoader, LoadedDefinitions } from './load-definitions.ts';
import { prepareUnary, startUnary, type UnaryOutcome, unaryResponse } from './unary.ts';
import { waitFor } from './wait-for.ts';

const clients = new WeakMap<object, GrpcClient>();

/** What is behind a Client of a script. */
export function clientOf(value: unknown): GrpcClient | undefined {
  return typeof value === 'object' && value !== null ? clients.get(value) : undefined;
}

/** A Client as scripts see it. */
export function clientObject(vu: VUContext, loader: DefinitionLoader): object {
  const { realm } = vu;
  const client = new GrpcClient();
  const object = realm.createObject();
  clients.set(object, client);
  const method = (name: string, length: number, body: AnyFunction): void => {
    object[name] = realm.native(name, length, body);
  };
  method('load', 1, (importPaths: unknown, ...files: unknown[]) => {
    requireInit(vu, 'load');
    return define(realm, client, loader.protoFiles(realm, textList(importPaths), files.map(String)));
  });
  method('loadProtoset', 1, (path: unknown) => {
    requireInit(vu, 'loadProtoset');
    return define(realm, client, loader.protoset(realm, String(path)));
  });
  method('close', 0, () => client.close());
  method('asyncInvoke', 3, (...args: unknown[]) => invokeLater(vu, client, args));
  object.connect = realm.suspendable('connect', 2, (...args: unknown[]) => client.connect(vu, args));
  object.invoke = realm.suspendable('invoke', 3, (...args: unknown[]) => invoke(vu, client, args));
  object.healthCheck = realm.suspendable('healthCheck', 1, (service: unknown) =>
    checkHealth(vu, client, service),
  );
  return object;
}

function requireInit({ stage, realm }: VUContext, name: string): void {
  if (stage !== 'init') throw realm.goError(`${name} must be called in the init context`);
}

function textList(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function define(realm: Realm, client: GrpcClient, { files, methods }: LoadedDefinitions): unknown {
  client.definitions.add(files);
  return realm.clone(methods);
}

function* invoke(vu: VUContext, client: GrpcClient, args: readonly unknown[]): Suspendable<unknown> {
  const call = prepareUnary(vu, client, args);
  const outcome = (yield waitFor(vu, startUnary(vu, client, call))) as UnaryOutcome;
  return unaryResponse(vu, client, call, outcome);
}

/** Bad arguments reject. */
function invokeLater(vu: VUContext, client: GrpcClient, args: readonly unknown[]): unknown {
  let call: ReturnType<typeof prepareUnary>;
  try {
    call = prepareUnary(vu, client, args);
  } catch (error) {
    const { promise, reject } = vu.loop.promise();
    reject(error);
    return promise;
  }
  const started = startUnary(vu, client, call);
  const open = openOf(vu);
  const work = { cutOff: started.cancel };
  open.add(work);
  return promiseOfWork(
    vu.loop,
    started.done.finally(() => open.delete(work)),
    {
      value: (outcome) => unaryResponse(vu, client, call, outcome),
      error: (error) => error,
    },
  );
}
