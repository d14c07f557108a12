import { goTypeName } from '@squall/core';
import { goFormat } from './go-format.ts';
import { PreparationError } from './preparation-error.ts';
import type { RequestCall } from './prepare-request.ts';
import { urlTemplateOf } from './url-template.ts';

/** One element of the argument of `http.batch()`. */
export interface BatchEntry {
  /** Its index or key. */
  readonly key: string;
  /** @throws PreparationError */
  read(): RequestCall;
}

/** @throws PreparationError when the argument is neither an array nor an object */
export function readBatch(requests: unknown): readonly BatchEntry[] {
  if (requests === undefined || requests === null) {
    throw new PreparationError('no argument was provided to http.batch()');
  }
  if (typeof requests === 'function') {
    throw new PreparationError('http.batch() accepts only an array or an object of requests');
  }
  if (typeof requests !== 'object') {
    throw new PreparationError(`invalid http.batch() argument type ${goTypeName(requests)}`);
  }
  return Object.keys(requests).map((key) => ({
    key,
    read: () => readElement(key, Reflect.get(requests, key)),
  }));
}

function readElement(key: string, element: unknown): RequestCall {
  if (Array.isArray(element)) return readArray(element);
  if (typeof element === 'object' && element !== null && urlTemplateOf(element) === undefined) {
    return readObject(key, element);
  }
  return { method: 'GET', url: element, body: undefined, params: undefined };
}

function readArray(element: readonly unknown[]): RequestCall {
  if (element.length < 2) {
    const items = element.map((item) => (typeof item === 'string' ? JSON.stringify(item) : goFormat(item)));
    throw new PreparationError(`invalid batch request '[]interface {}{${items.join(', ')}}'`);
  }
  const [method, url, body, params] = element;
  if (typeof method !== 'string') throw new PreparationError(`invalid method type '${goFormat(method)}'`);
  return { method, url, body, params };
}

function readObject(key: string, element: object): RequestCall {
  const get = (name: string): unknown => Reflect.get(element, name);
  const url = get('url');
  if (url === undefined || url === null) {
    throw new PreparationError(`batch request ${key} doesn't have a url key`);
  }
  const method = get('method');
  if (method === undefined || method === null)
    return { method: 'GET', url, body: get('body'), params: get('params') };
  if (typeof method !== 'string') throw new PreparationError(`invalid method type '${goFormat(method)}'`);
  const upper = method.toUpperCase();
  const body = upper === 'GET' || upper === 'HEAD' ? undefined : get('body');
  return { method: upper, url, body, params: get('params') };
}
