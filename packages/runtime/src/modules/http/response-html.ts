import { decodeText } from '../../transport/decode-text.ts';
import type { Suspendable } from '../../vu/operation.ts';
import { tagOf } from '../html/dom.ts';
import { controlValue, fieldsOf } from '../html/form-values.ts';
import { scriptSelection } from '../html/html-module.ts';
import { HtmlDocument, HtmlSelection } from '../html/selection.ts';
import { encodeForm } from './form-encoding.ts';
import { goFormat } from './go-format.ts';
import { formatUrl, type GoUrl, parseUrl, resolveUrl, UrlParseError } from './go-url.ts';
import type { HttpResponse } from './http-response.ts';
import { sendRequest } from './send-request.ts';

const NULL_BODY =
  "the body is null so we can't transform it to HTML - this likely was because of a request error getting the response";

/** `response.html(selector)`. */
export function responseHtml(response: HttpResponse, selector: unknown): object {
  const document = documentOf(response);
  const found = selector === undefined || selector === null ? document : document.find(String(selector));
  return scriptSelection(response.http.vu.realm, found);
}

/** `response.submitForm({ formSelector, fields, submitSelector, params })`. */
export function* submitForm(response: HttpResponse, args: unknown): Suspendable<unknown> {
  const formSelector = textArgument(args, 'formSelector', 'form');
  const form = documentOf(response).find(formSelector);
  if (form.nodes.length === 0) throw notFound(response, `no form found for selector '${formSelector}'`);
  const method = (form.attr('method') ?? 'GET').toUpperCase();
  const url = linkTarget(response, form.attr('action'));
  const fields = formFields(form, args);
  const params = argument(args, 'params');
  if (method === 'GET') {
    const query = encodeForm(fields);
    const target = formatUrl({ ...url, query: query === '' ? '' : `?${query}` });
    return yield* sendRequest(response.http, { method, url: target, body: undefined, params });
  }
  return yield* sendRequest(response.http, { method, url: formatUrl(url), body: fields, params });
}

/** `response.clickLink({ selector, params })`. */
export function* clickLink(response: HttpResponse, args: unknown): Suspendable<unknown> {
  const selector = textArgument(args, 'selector', 'a[href]');
  const link = documentOf(response).find(selector);
  if (link.nodes.length === 0) throw notFound(response, `no element found for selector '${selector}'`);
  const href = link.attr('href');
  if (href === undefined) {
    throw notFound(response, `no valid href attribute value found on element '${tagOf(link.first)}'`);
  }
  const url = formatUrl(linkTarget(response, href));
  return yield* sendRequest(response.http, {
    method: 'GET',
    url,
    body: undefined,
    params: argument(args, 'params'),
  });
}

/** What the form would send, with the submit button's value and then the script's own fields on top. */
function formFields(form: HtmlSelection, args: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { name, value } of fieldsOf(form)) fields[name] = goFormat(value ?? '');
  const button = form.find(textArgument(args, 'submitSelector', '[type="submit"]'));
  const name = button.attr('name');
  const value = controlValue(button);
  if (name !== undefined && value !== undefined) fields[name] = goFormat(value);
  const own = argument(args, 'fields');
  if (typeof own !== 'object' || own === null) return fields;
  for (const key of Object.keys(own)) fields[key] = String(Reflect.get(own, key));
  return fields;
}

function documentOf(response: HttpResponse): HtmlSelection {
  const { body, url, http } = response;
  if (body === null || body === undefined) throw http.vu.realm.goError(NULL_BODY);
  return new HtmlSelection(new HtmlDocument(bodyText(body), String(url)));
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  return decodeText(Buffer.from(body as ArrayBuffer));
}

function linkTarget({ url, http }: HttpResponse, reference: string | undefined): GoUrl {
  try {
    const base = parseUrl(String(url));
    return reference === undefined ? base : resolveUrl(base, reference);
  } catch (error) {
    throw error instanceof UrlParseError ? http.vu.realm.goError(error.message) : error;
  }
}

function notFound({ url, http }: HttpResponse, what: string): Error {
  return http.vu.realm.goError(`${what} in response '${url}'`);
}

function argument(args: unknown, name: string): unknown {
  return typeof args === 'object' && args !== null ? Reflect.get(args, name) : undefined;
}

function textArgument(args: unknown, name: string, fallback: string): string {
  const value = argument(args, name);
  return value === undefined || value === null ? fallback : String(value);
}
