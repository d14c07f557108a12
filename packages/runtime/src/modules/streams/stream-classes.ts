import type { Realm } from '../../sandbox/contract.ts';
import { oncePerRealm } from '../per-realm.ts';
import { realmClass } from '../realm-class.ts';
import { readableClasses } from './readable-classes.ts';
import { Readable } from './readable-stream.ts';
import { receivers } from './receivers.ts';
import { ScriptPromises } from './script-promises.ts';
import { writableClasses } from './writable-classes.ts';

const classes = oncePerRealm((realm) => {
  const promises = new ScriptPromises(realm);
  return { promises, ...readableClasses(promises), ...writableClasses(promises) };
});

/** The classes of `k6/experimental/streams`; one set for all VUs of a thread. */
export function streamClasses(realm: Realm) {
  const { readable, reader, writable, writer } = classes(realm);
  return {
    ReadableStream: readable.constructor,
    ReadableStreamDefaultReader: reader.constructor,
    WritableStream: writable.constructor,
    WritableStreamDefaultWriter: writer.constructor,
    CountQueuingStrategy: countQueuingStrategy(realm),
  };
}

const countQueuingStrategy = oncePerRealm((realm) => {
  const { throwing } = receivers(classes(realm).promises);
  const countOne = realm.native('size', 0, () => 1);
  const strategy = realmClass<{ readonly highWaterMark: unknown }>(realm, {
    name: 'CountQueuingStrategy',
    length: 1,
    construct: (_, options) => {
      if (typeof options !== 'object' || options === null) return throwing('highWaterMark is missing');
      return { highWaterMark: Reflect.get(options, 'highWaterMark') };
    },
    methods: {},
    getters: {
      highWaterMark: ({ highWaterMark }) => highWaterMark,
      size: () => countOne,
    },
    wrongReceiver: throwing,
  });
  return strategy.constructor;
});

/** A stream of one chunk that is there already. */
export function streamOfChunk(realm: Realm, chunk: unknown): object {
  const { promises, readable, readableController } = classes(realm);
  const stream = new Readable(promises, {
    source: { object: undefined, start: undefined, pull: undefined, cancel: undefined },
    strategy: { highWaterMark: 1, size: () => 1 },
    controller: (made) => readableController.wrap(made),
  });
  stream.start();
  stream.enqueue(chunk);
  stream.close();
  return readable.wrap(stream);
}
