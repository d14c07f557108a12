import { expect, test } from 'vitest';
import type { FoundFile } from '../../loader/contract.ts';
import { memorySources } from '../../program/program.fixture.ts';
import { SharedArrayStore } from '../data/shared-array-store.ts';
import { createFsModule } from '../fs/fs-module.ts';
import { LiveVU } from '../live-vu.fixture.ts';
import { createCsvModule } from './csv-module.ts';

const FILES: Readonly<Record<string, string>> = {
  '/people.csv': 'name,age\nAnn,30\nBob,41\nCyd,5\n',
  '/uneven.csv': 'a,b\nc\n',
};

function createVU(script: string, store = new SharedArrayStore()): LiveVU {
  const sources = {
    ...memorySources({}),
    find: (path: string): FoundFile => {
      const text = FILES[`/${path}`];
      return {
        absolutePath: `/${path}`,
        read: text === undefined ? { kind: 'missing' } : { kind: 'file', bytes: Buffer.from(text) },
      };
    },
  };
  const modules = [createFsModule(sources), createCsvModule(store)];
  return new LiveVU(
    `import { open } from 'k6/experimental/fs';
    import csv, { parse, Parser } from 'k6/experimental/csv';
    const people = await open('people.csv');
    const tell = async (work) => {
      try { console.log(JSON.stringify(await work())); } catch (e) { console.log(String(e), e instanceof Error); }
    };
    ${script}`,
    { modules },
  );
}

test.each([
  ['{}', '[["name","age"],["Ann","30"],["Bob","41"],["Cyd","5"]]'],
  ['undefined', '[["name","age"],["Ann","30"],["Bob","41"],["Cyd","5"]]'],
  ['{ skipFirstLine: true }', '[["Ann","30"],["Bob","41"],["Cyd","5"]]'],
  ['{ fromLine: 1, toLine: 2 }', '[["Ann","30"],["Bob","41"]]'],
  ['{ fromLine: 3 }', '[["Cyd","5"]]'],
  ['{ toLine: 0 }', '[["name","age"]]'],
  ['{ fromLine: 9 }', '[]'],
  ['{ asObjects: true, toLine: 1 }', '[{"name":"Ann","age":"30"}]'],
  [`{ delimiter: 'n', toLine: 1 }`, undefined],
])('parse with %s gives the rows asked for', async (options, rows) => {
  const lines = await createVU(
    `await tell(() => csv.parse(people, ${options})); export default function () {}`,
  ).run();
  if (rows === undefined) expect(lines[0]).toContain('wrong number of fields');
  else expect(lines).toEqual([rows]);
});

test('the rows are shared by all VUs that ask for the same', async () => {
  const store = new SharedArrayStore();
  const script = `export const rows = await parse(people, { asObjects: true });
    export default function () { console.log(rows.length, rows[2].name, Object.isFrozen(rows[0])); }`;
  expect(await createVU(script, store).run()).toEqual(['3 Cyd true']);
  expect(store.snapshot()).toHaveLength(1);
  expect(await createVU(script, store).run()).toEqual(['3 Cyd true']);
  expect(store.snapshot()).toHaveLength(1);
});

test('a parser gives one row after another and then ends', async () => {
  const lines = await createVU(`
    const parser = new Parser(people, { fromLine: 2 });
    const other = new Parser(people);
    export default async function () {
      for (let i = 0; i < 3; i++) await tell(() => parser.next());
      await tell(() => other.next());
    }`).run();
  expect(lines).toEqual([
    '{"done":false,"value":["Bob","41"]}',
    '{"done":false,"value":["Cyd","5"]}',
    '{"done":true,"value":[]}',
    '{"done":false,"value":["name","age"]}',
  ]);
});

test.each([
  [`new Parser()`, 'GoError: csv Parser constructor takes at least one non-nil source argument true'],
  [
    `new Parser('people.csv')`,
    'GoError: first argument expected to be a fs.File instance, got string instead true',
  ],
  [
    `new Parser(people, { delimiter: ';;' })`,
    'GoError: encountered an error while interpreting Parser options; reason: delimiter must be a single character true',
  ],
  [
    `parse(people, { delimiter: '' })`,
    'GoError: failed to interpret the provided Parser options; reason: delimiter must be a single character true',
  ],
  [
    `new Parser(people, { asObjects: true, skipFirstLine: true })`,
    "GoError: failed to create a new parser; reason: the 'header' option cannot be enabled when 'skipFirstLine' is true true",
  ],
  [
    `new Parser(people, { asObjects: true, fromLine: 1 })`,
    "GoError: failed to create a new parser; reason: the 'header' option cannot be enabled when 'fromLine' is set to a value greater than 0 true",
  ],
  [
    `new Parser(people, { fromLine: 2, toLine: 2 })`,
    'GoError: failed to create a new parser; reason: fromLine must be less than or equal to toLine true',
  ],
  [
    `new Parser(people, { fromLine: -1 })`,
    "GoError: failed to create a new parser; reason: the 'fromLine' option must be greater than or equal to 0; got -1 true",
  ],
  [
    `parse(await open('uneven.csv'))`,
    'GoError: failed to read record; reason: record on line 2: wrong number of fields true',
  ],
  [
    `(async (p) => { await p.next(); await p.next(); })(new Parser(await open('uneven.csv')))`,
    'record on line 2: wrong number of fields false',
  ],
])('%s is refused', async (call, refusal) => {
  const vu = createVU(`await tell(async () => ${call}); export default function () {}`);
  expect(await vu.run()).toEqual([refusal]);
});

test('parsers are made in init code', async () => {
  const vu = createVU(`export default async function () { await tell(async () => new Parser(people)); }`);
  expect(await vu.run()).toEqual(['GoError: csv Parser constructor must be called in the init context true']);
});
