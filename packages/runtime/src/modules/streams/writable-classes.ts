import type { Realm } from '../../sandbox/contract.ts';
import { type RealmClass, realmClass } from '../realm-class.ts';
import { receivers } from './receivers.ts';
import type { ScriptPromises } from './script-promises.ts';
import { readMethods, readStrategy } from './strategy.ts';
import { Writer } from './stream-writer.ts';
import { Writable } from './writable-stream.ts';

/** `WritableStream` and what belongs to it. */
export function writableClasses(promises: ScriptPromises) {
  const { realm } = promises;
  const { wrongReceiver, throwing } = receivers(promises);

  const writableController = realmClass<Writable>(realm, {
    name: 'WritableStreamDefaultController',
    length: 0,
    construct: () => throwing('Illegal constructor'),
    methods: { error: (stream, reason) => stream.error(reason) },
    getters: {},
    wrongReceiver: throwing,
  });

  const writer: RealmClass<Writer> = realmClass<Writer>(realm, {
    name: 'WritableStreamDefaultWriter',
    length: 1,
    construct: (_, stream) =>
      new Writer(writable.innerOf(stream) ?? throwing('a writer needs a WritableStream')),
    methods: {
      write: (inner, chunk) => inner.write(chunk),
      close: (inner) => inner.close(),
      abort: (inner, reason) => inner.abort(reason),
      releaseLock: (inner) => inner.releaseLock(),
    },
    getters: {
      ready: (inner) => inner.ready.promise,
      closed: (inner) => inner.closed.promise,
      desiredSize: (inner) => inner.desiredSize,
    },
    wrongReceiver,
  });

  const writable: RealmClass<Writable> = realmClass<Writable>(realm, {
    name: 'WritableStream',
    length: 0,
    construct(_, sink, strategy) {
      refuseType(realm, sink);
      const stream = new Writable(promises, {
        sink: { object: sink, ...readMethods(realm, sink, ['start', 'write', 'close', 'abort']) },
        strategy: readStrategy(realm, strategy),
        controller: (made) => writableController.wrap(made),
      });
      stream.start();
      return stream;
    },
    methods: {
      abort: (stream, reason) =>
        stream.isLocked ? promises.rejected(realm.typeError('stream is locked')) : stream.abort(reason),
      close: (stream) =>
        stream.isLocked ? promises.rejected(realm.typeError('stream is locked')) : stream.close(),
      getWriter: (stream) => writer.wrap(new Writer(stream)),
    },
    getters: { locked: (stream) => stream.isLocked },
    wrongReceiver,
  });

  return { writable, writer };
}

function refuseType(realm: Realm, sink: unknown): void {
  const type: unknown = typeof sink === 'object' && sink !== null ? Reflect.get(sink, 'type') : undefined;
  if (type === undefined) return;
  throw new realm.intrinsics.RangeError("'type' is not supported by WritableStream") as Error;
}
