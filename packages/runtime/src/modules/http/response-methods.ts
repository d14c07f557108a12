import type { Realm } from '../../sandbox/contract.ts';
import type { Suspendable } from '../../vu/operation.ts';
import { oncePerRealm } from '../per-realm.ts';
import type { HttpResponse } from './http-response.ts';
import { responseBehind } from './response.ts';
import { clickLink, responseHtml, submitForm } from './response-html.ts';
import { responseJson } from './response-json.ts';

/** The methods of responses, shared by all responses of a realm. */
export const responseMethods = oncePerRealm((realm: Realm): object => {
  const behind = (value: unknown): HttpResponse => {
    const response = responseBehind(value);
    if (response === undefined) throw realm.typeError('this is not a response of k6/http');
    return response;
  };
  const methods = realm.createObject();
  methods.json = realm.native('json', 1, function (this: unknown, selector: unknown) {
    return responseJson(behind(this), selector);
  });
  methods.html = realm.native('html', 1, function (this: unknown, selector: unknown) {
    return responseHtml(behind(this), selector);
  });
  methods.submitForm = realm.suspendable(
    'submitForm',
    1,
    function* (this: unknown, args: unknown): Suspendable<unknown> {
      return yield* submitForm(behind(this), args);
    },
  );
  methods.clickLink = realm.suspendable(
    'clickLink',
    1,
    function* (this: unknown, args: unknown): Suspendable<unknown> {
      return yield* clickLink(behind(this), args);
    },
  );
  return methods;
});
