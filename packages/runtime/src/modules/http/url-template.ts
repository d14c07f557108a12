import type { Realm } from '../../sandbox/contract.ts';
import { maskCredentials, type RequestUrlCache } from './request-url.ts';

/** What `http.url` made of a template: where the request goes and the name it is counted under. */
export interface UrlTemplate {
  readonly url: string;
  readonly name: string;
}

const templates = new WeakMap<object, UrlTemplate>();

export function urlTemplateOf(value: unknown): UrlTemplate | undefined {
  return typeof value === 'object' && value !== null ? templates.get(value) : undefined;
}

/** The tag function `http.url`. @throws PreparationError for a bad URL */
export function createUrlTemplate(
  realm: Realm,
  urls: RequestUrlCache,
  parts: readonly unknown[],
  values: readonly unknown[],
): object {
  let url = '';
  let name = '';
  for (const [index, part] of parts.entries()) {
    const hasValue = index < values.length && index < parts.length - 1;
    url += String(part) + (hasValue ? String(values[index]) : '');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what k6 calls a value
    name += String(part) + (hasValue ? '${}' : '');
  }
  const { url: parsed } = urls.get(url);
  const clean = maskCredentials(parsed, url);
  const cleanName = parsed.user !== undefined && name === url ? clean : name;
  const object = realm.createObject();
  Object.assign(object, { name: cleanName, url, clean_url: clean });
  object.clean = realm.native('clean', 0, () => clean);
  object.getURL = realm.native('getURL', 0, () => url);
  templates.set(object, { url, name: cleanName });
  return object;
}
