import { types } from 'node:util';
import { selectJson } from './gjson/select-json.ts';
import { describeJsonError } from './go-json-error.ts';
import type { HttpResponse } from './http-response.ts';

const NULL_BODY =
  "the body is null so we can't transform it to JSON - this likely was because of a request error getting the response";

/** `response.json(selector)`. */
export function responseJson(response: HttpResponse, selector: unknown): unknown {
  if (selector === undefined || selector === null) return wholeJson(response);
  const { realm } = response.http.vu;
  const found = selectJson(bodyText(response), String(selector));
  return found === undefined ? undefined : realm.intrinsics.JSON.parse(found);
}

function wholeJson(response: HttpResponse): unknown {
  if (response.parsedJson === undefined) {
    response.parsedJson = { value: parse(response, bodyText(response)) };
  }
  return response.parsedJson.value;
}

function parse(response: HttpResponse, text: string): unknown {
  const { realm } = response.http.vu;
  try {
    return realm.intrinsics.JSON.parse(text);
  } catch {
    // The position and the reason must be Go's, so the text is looked at once more.
    throw realm.goError(describeJsonError(text));
  }
}

/** @throws GoError when there is no body */
function bodyText(response: HttpResponse): string {
  const { body } = response;
  if (typeof body === 'string') return body;
  if (body === null || body === undefined) throw response.http.vu.realm.goError(NULL_BODY);
  if (types.isAnyArrayBuffer(body)) return Buffer.from(body).toString('utf8');
  return Array.isArray(body) ? Buffer.from(body).toString('utf8') : String(body);
}
