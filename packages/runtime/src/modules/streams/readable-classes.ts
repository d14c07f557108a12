import type { Realm } from '../../sandbox/contract.ts';
import { namedError } from '../error-values.ts';
import { type RealmClass, realmClass } from '../realm-class.ts';
import { Readable } from './readable-stream.ts';
import { receivers } from './receivers.ts';
import type { ScriptPromises } from './script-promises.ts';
import { readMethods, readStrategy } from './strategy.ts';
import { Reader } from './stream-reader.ts';

/** `ReadableStream` and what belongs to it. */
export function readableClasses(promises: ScriptPromises) {
  const { realm } = promises;
  const { wrongReceiver, throwing } = receivers(promises);

  const readableController = realmClass<Readable>(realm, {
    name: 'ReadableStreamDefaultController',
    length: 0,
    construct: () => throwing('Illegal constructor'),
    methods: {
      enqueue: (stream, chunk) => stream.enqueue(chunk),
      close: (stream) => stream.close(),
      error: (stream, reason) => stream.error(reason),
    },
    getters: { desiredSize: (stream) => stream.desiredSize },
    wrongReceiver: throwing,
  });

  const reader: RealmClass<Reader> = realmClass<Reader>(realm, {
    name: 'ReadableStreamDefaultReader',
    length: 1,
    construct: (_, stream) =>
      new Reader(readable.innerOf(stream) ?? throwing('a reader needs a ReadableStream')),
    methods: {
      read: (inner) => inner.read(),
      cancel: (inner, reason) => inner.cancel(reason),
      releaseLock: (inner) => inner.releaseLock(),
    },
    getters: { closed: (inner) => inner.closed.promise },
    wrongReceiver,
  });

  const readable: RealmClass<Readable> = realmClass<Readable>(realm, {
    name: 'ReadableStream',
    length: 0,
    construct(_, source, strategy) {
      refuseBytes(realm, source);
      const methods = readMethods(realm, source, ['start', 'pull', 'cancel']);
      const stream = new Readable(promises, {
        source: { object: source, ...methods },
        strategy: readStrategy(realm, strategy),
        controller: (made) => readableController.wrap(made),
      });
      stream.start();
      return stream;
    },
    methods: {
      cancel: (stream, reason) =>
        stream.isLocked ? promises.rejected(realm.typeError('stream is locked')) : stream.cancel(reason),
      getReader(stream, options) {
        const mode: unknown =
          typeof options === 'object' && options !== null ? Reflect.get(options, 'mode') : undefined;
        if (mode !== undefined)
          throw namedError(realm, 'NotSupportedError', "'byob' mode is not supported yet");
        return reader.wrap(new Reader(stream));
      },
      tee: () => {
        throw namedError(realm, 'NotSupportedError', "'tee()' is not supported yet");
      },
    },
    getters: { locked: (stream) => stream.isLocked },
    wrongReceiver,
  });

  return { readable, reader, readableController };
}

function refuseBytes(realm: Realm, source: unknown): void {
  const type: unknown =
    typeof source === 'object' && source !== null ? Reflect.get(source, 'type') : undefined;
  if (type === undefined) return;
  if (type === 'bytes') {
    throw namedError(realm, 'NotSupportedError', "'bytes' stream is not supported yet");
  }
  throw realm.typeError(`invalid type ${String(type)} of a ReadableStream's source`);
}
