import type { HtmlElement } from '../html-element.ts';
import {
  address,
  crossOrigin,
  type ElementMethods,
  referrerPolicy,
  resolved,
  text,
  texts,
  tokens,
} from './attribute-readers.ts';

interface UrlParts {
  readonly scheme: string;
  readonly userInfo: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

const URL_PARTS = /^(?:([^:/?#]+):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

// Taken apart by hand: links of pages without an address are relative, which `URL` refuses.
function partsOf(element: HtmlElement): UrlParts {
  const match = URL_PARTS.exec(resolved(element, element.attribute('href')));
  const [, scheme = '', userInfo, host = '', path = '', query, fragment] = match ?? [];
  return { scheme, userInfo, host, path, query, fragment };
}

const ANCHOR: ElementMethods = {
  ...texts('download', 'rel', 'target', 'type', 'accessKey', 'hrefLang'),
  referrerPolicy,
  relList: tokens('rel'),
  href: address('href'),
  toString: address('href'),
  text: (e) => e.selection.text(),
  protocol: (e) => partsOf(e).scheme || ':',
  username: (e) => partsOf(e).userInfo?.split(':')[0] ?? '',
  password: (e) => partsOf(e).userInfo?.split(':')[1] ?? '',
  host: (e) => partsOf(e).host,
  hostname: (e) => partsOf(e).host.replace(/:\d*$/, ''),
  port: (e) => /:(\d+)$/.exec(partsOf(e).host)?.[1] ?? '',
  origin,
  pathname: (e) => partsOf(e).path,
  search: (e) => withMark('?', partsOf(e).query),
  hash: (e) => withMark('#', partsOf(e).fragment),
};

export const LINK_TAGS: Readonly<Record<string, ElementMethods>> = {
  a: ANCHOR,
  area: ANCHOR,
  base: { href: address('href'), target: text('target') },
  link: {
    ...texts('hreflang', 'media', 'rel', 'target', 'type'),
    crossOrigin,
    referrerPolicy,
    href: address('href'),
    relList: tokens('rel'),
  },
};

function origin(element: HtmlElement): string {
  const { scheme, host } = partsOf(element);
  return scheme === 'file' ? resolved(element, element.attribute('href')) : `${scheme}://${host}`;
}

function withMark(mark: string, part: string | undefined): string {
  return part === undefined || part === '' ? '' : mark + part;
}
