import type { Realm } from '../../sandbox/contract.ts';
import type { HttpResponse } from './http-response.ts';
import { responseJson } from './response-json.ts';

type Unwrap = (value: unknown) => HttpResponse | undefined;

/** The methods of responses, shared by all responses of a realm. */
export function responseMethods(realm: Realm, unwrap: Unwrap): Readonly<Record<string, unknown>> {
  const behind = (value: unknown): HttpResponse => {
    const response = unwrap(value);
    if (response === undefined) throw realm.typeError('this is not a response of k6/http');
    return response;
  };
  const methods = realm.createObject();
  methods.json = realm.native('json', 1, function (this: unknown, selector: unknown) {
    return responseJson(behind(this), selector);
  });
  return methods;
}
