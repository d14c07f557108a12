/** ECMAScript globals that scripts see, as k6 offers them. */
export const STANDARD_GLOBALS = [
  'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView',
  'Date', 'Error', 'EvalError', 'Float32Array', 'Float64Array', 'Function', 'GoError', 'Infinity', 'Int16Array',
  'Int32Array', 'Int8Array', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError',
  'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'SyntaxError', 'TypeError', 'URIError',
  'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakSet', 'decodeURI',
  'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'isFinite', 'isNaN', 'parseFloat',
  'parseInt', 'undefined', 'unescape',
] as const; // biome-ignore format: a table reads better in rows

/** Globals every VU has an own value for. */
export const VU_GLOBALS: ReadonlySet<string> = new Set([
  '__ENV', '__VU', 'clearInterval', 'clearTimeout', 'console', 'crypto', 'setInterval', 'setTimeout',
  'TextDecoder', 'TextEncoder',
]); // biome-ignore format: a table reads better in rows
