/**
 * The name k6's messages give to the type of a script value: `int64`, `[]interface {}`, `<nil>` …
 * Works on values of any realm.
 */
export function goTypeName(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return '<nil>';
    case 'number':
      return Number.isInteger(value) && !Object.is(value, -0) ? 'int64' : 'float64';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'bigint':
      return '*big.Int';
    case 'symbol':
      return '*sobek.Symbol';
    case 'function':
      return 'func(sobek.FunctionCall) sobek.Value';
    case 'object':
      return value === null ? '<nil>' : objectTypeName(value);
  }
}

const TYPE_NAME_BY_TAG: Readonly<Record<string, string>> = {
  Array: '[]interface {}',
  ArrayBuffer: 'sobek.ArrayBuffer',
  Date: 'time.Time',
  Promise: '*sobek.Promise',
  Map: '[][2]interface {}',
  Set: '[]interface {}',
  Int8Array: '[]int8',
  Uint8Array: '[]uint8',
  Uint8ClampedArray: '[]uint8',
  Int16Array: '[]int16',
  Uint16Array: '[]uint16',
  Int32Array: '[]int32',
  Uint32Array: '[]uint32',
  Float32Array: '[]float32',
  Float64Array: '[]float64',
  BigInt64Array: '[]int64',
  BigUint64Array: '[]uint64',
};

function objectTypeName(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return TYPE_NAME_BY_TAG[tag] ?? 'map[string]interface {}';
}
