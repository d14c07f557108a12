import { STANDARD_GLOBALS } from '../global-names.ts';

/**
 * Names under which built-in modules offer functions that block. Calling a method of such a name is taken for
 * blocking whatever its object is, so a module with a new blocking function adds its name here; a name that is
 * missing costs a synchronous fallback, not correctness.
 */
export const HOST_BLOCKING_NAMES: ReadonlySet<string> = new Set([
  'get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch', 'sleep', 'check', 'group', 'connect',
  'invoke', 'each', 'abort', 'require', 'healthCheck', 'submitForm', 'clickLink',
]); // biome-ignore format: a table reads better in rows

/** Names of common built-in methods that never block. */
const HOST_PLAIN_NAMES = [
  'json', 'html', 'add', 'url', 'text', 'attr', 'val', 'expectedStatuses', 'setResponseCallback', 'cookieJar', 'parseHTML',
  'cookiesForURL', 'clear', 'delete', 'b64encode', 'b64decode', 'fail', 'randomSeed', 'send', 'close', 'asyncRequest',
]; // biome-ignore format: a table reads better in rows

/** Built-in methods that call back at once; they block if the callback does. */
export const CALLBACK_METHODS: ReadonlySet<string> = new Set([
  'forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'reduce',
  'reduceRight', 'flatMap', 'sort', 'toSorted', 'from', 'replace', 'replaceAll', 'each', 'toArray',
]); // biome-ignore format: a table reads better in rows

/** Free functions that never block, or only run their callback later. */
export const NON_BLOCKING_GLOBALS: ReadonlySet<string> = new Set([
  ...STANDARD_GLOBALS, 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'open',
]); // biome-ignore format: a table reads better in rows

/** Method names of ECMAScript's own objects and of ours; they stay non-blocking even if functions get stored under computed names. */
export const STANDARD_METHODS: ReadonlySet<string> = new Set([...HOST_PLAIN_NAMES, ...standardMethodNames()]);

function standardMethodNames(): string[] {
  const holders: object[] = [
    Math,
    JSON,
    Reflect,
    Promise,
    Object,
    Array,
    String,
    Number,
    Date,
    Symbol,
    BigInt,
  ];
  const prototypes = [
    Array, String, Number, Date, Map, Set, WeakMap, WeakSet, RegExp, Promise, Object, Function, Symbol, ArrayBuffer,
    DataView, Boolean, BigInt,
  ].map((built) => built.prototype as object); // biome-ignore format: a table reads better in rows
  const generator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;
  const console = ['log', 'info', 'warn', 'error', 'debug'];
  return [...holders, ...prototypes, generator, Uint8Array.prototype as object]
    .flatMap((holder) => Object.getOwnPropertyNames(holder))
    .concat(console);
}

export const CONTAINER_CLASSES: ReadonlySet<string> = new Set([
  'Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Date', 'RegExp', 'Error', 'Uint8Array', 'ArrayBuffer', 'DataView',
]); // biome-ignore format: a table reads better in rows
