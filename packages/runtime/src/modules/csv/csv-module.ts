import { goTypeName } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import type { SharedArrayStore } from '../data/shared-array-store.ts';
import { sharedArrayView } from '../data/shared-array-view.ts';
import { goErrorValue } from '../error-values.ts';
import { type OpenFile, openFileOf } from '../fs/script-file.ts';
import { CsvError } from './csv-reader.ts';
import { CsvOptionError, type CsvOptions, CsvRows, checkCsvOptions, readCsvOptions } from './csv-rows.ts';

/** The module `k6/experimental/csv` of a thread. */
export function createCsvModule(store: SharedArrayStore): BuiltinModule {
  return {
    specifier: 'k6/experimental/csv',
    instantiate: (vu) => ({
      named: {
        parse: vu.realm.native('parse', 2, (file: unknown, options: unknown) =>
          parse(vu, store, { file, options }),
        ),
        Parser: constructible(vu.realm, 'Parser', 2, (file: unknown, options: unknown) =>
          createParser(vu, file, options),
        ),
      },
    }),
  };
}

/** A promise of all rows, as an array that all VUs share. */
function parse(
  vu: VUContext,
  store: SharedArrayStore,
  call: { readonly file: unknown; readonly options: unknown },
): unknown {
  const { promise, resolve, reject } = vu.loop.promise();
  try {
    resolve(parseAll(vu, store, call));
  } catch (error) {
    reject(error);
  }
  return promise;
}

/** @throws GoError */
function parseAll(
  { realm, stage }: VUContext,
  store: SharedArrayStore,
  { file, options }: { readonly file: unknown; readonly options: unknown },
): unknown {
  if (stage !== 'init') throw realm.goError('csv parse function must be called in the init context');
  const opened = requireFile(realm, file, 'csv parse function takes at least one non-nil source argument');
  const read = readOptions(realm, options, 'failed to interpret the provided Parser options; reason: ');
  // Scripts name their own SharedArrays; none of them begins like this.
  const name = `\0csv ${opened.path} ${JSON.stringify(read)}`;
  const data = store.getOrCreate(name, () => {
    const rows = createRows(realm, opened, read);
    const texts: string[] = [];
    for (let row = nextRow(realm, rows); row !== undefined; row = nextRow(realm, rows)) {
      texts.push(JSON.stringify(row));
    }
    return texts;
  });
  return sharedArrayView(realm, data);
}

function nextRow(realm: Realm, rows: CsvRows): ReturnType<CsvRows['next']> {
  try {
    return rows.next();
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw realm.goError(`failed to read record; reason: ${error.message}`);
  }
}

/** Reads a file row by row, from the same bytes as all VUs but from a place of its own. */
function createParser(vu: VUContext, file: unknown, options: unknown): object {
  const { realm } = vu;
  if (vu.stage !== 'init') throw realm.goError('csv Parser constructor must be called in the init context');
  const opened = requireFile(
    realm,
    file,
    'csv Parser constructor takes at least one non-nil source argument',
  );
  const prefix = 'encountered an error while interpreting Parser options; reason: ';
  const rows = createRows(realm, opened, readOptions(realm, options, prefix));
  const parser = realm.createObject();
  parser.next = realm.native('next', 0, () => next(vu, rows));
  return parser;
}

/** Hot path. */
function next({ realm, loop }: VUContext, rows: CsvRows): unknown {
  const { promise, resolve, reject } = loop.promise();
  try {
    const row = rows.next();
    const result = realm.createObject();
    result.done = row === undefined;
    result.value = realm.clone(row ?? []);
    resolve(result);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reject(goErrorValue(realm, error.message));
  }
  return promise;
}

function requireFile(realm: Realm, value: unknown, missing: string): OpenFile {
  if (value === undefined || value === null) throw realm.goError(missing);
  const file = openFileOf(value);
  if (file !== undefined) return file;
  throw realm.goError(`first argument expected to be a fs.File instance, got ${goTypeName(value)} instead`);
}

function readOptions(realm: Realm, given: unknown, prefix: string): CsvOptions {
  return asGoError(realm, prefix, () => readCsvOptions(given));
}

function createRows(realm: Realm, file: OpenFile, options: CsvOptions): CsvRows {
  asGoError(realm, 'failed to create a new parser; reason: ', () => checkCsvOptions(options));
  return new CsvRows(file.bytes, options);
}

function asGoError<T>(realm: Realm, prefix: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof CsvOptionError ? realm.goError(prefix + error.message) : error;
  }
}
