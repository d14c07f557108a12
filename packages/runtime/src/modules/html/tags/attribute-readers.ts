import type { HtmlElement } from '../html-element.ts';

/** A method of elements; `args` are the script's, with its elements unwrapped. */
export type ElementMethod = (element: HtmlElement, ...args: readonly unknown[]) => unknown;

export type ElementMethods = Readonly<Record<string, ElementMethod>>;

/** Methods that return one attribute each, as it is written; '' when it is missing. */
export function texts(...names: readonly string[]): ElementMethods {
  return Object.fromEntries(names.map((name) => [name, text(name)]));
}

/** Methods that tell whether an attribute is there. */
export function flags(...names: readonly string[]): ElementMethods {
  return Object.fromEntries(names.map((name) => [name, flag(name)]));
}

// Names of methods are in camel case, those of attributes all lower case.
export const text =
  (name: string, fallback = ''): ElementMethod =>
  (element) =>
    element.attribute(name.toLowerCase()) ?? fallback;

export const flag =
  (name: string): ElementMethod =>
  (element) =>
    element.has(name.toLowerCase());

export const integer =
  (name: string, fallback: number): ElementMethod =>
  (element) => {
    const written = element.attribute(name.toLowerCase()) ?? '';
    return /^[+-]?\d+$/.test(written) ? Number(written) : fallback;
  };

/** One of the allowed values; the first when the attribute is missing or says something else. */
export const oneOf =
  (name: string, ...allowed: readonly string[]): ElementMethod =>
  (element) => {
    const written = element.attribute(name.toLowerCase());
    return written !== undefined && allowed.includes(written) ? written : allowed[0];
  };

export const constant =
  (value: unknown): ElementMethod =>
  () =>
    value;

/** An attribute that holds an address, made absolute when the page has one. */
export const address =
  (name: string): ElementMethod =>
  (element) =>
    resolved(element, element.attribute(name.toLowerCase()));

export function resolved(element: HtmlElement, written: string | undefined): string {
  if (written === undefined) return '';
  const base = element.document.url;
  const isAbsolute = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(written);
  return base === '' || isAbsolute || !URL.canParse(written, base) ? written : new URL(written, base).href;
}

export const tokens =
  (name: string): ElementMethod =>
  (element) =>
    (element.attribute(name.toLowerCase()) ?? '').split(/\s+/).filter((token) => token !== '');

export const elements =
  (selector: string): ElementMethod =>
  (element) =>
    element.find(selector);

export const referrerPolicy = oneOf(
  'referrerPolicy',
  '',
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'unsafe-url',
);

/** undefined without the attribute; any value but `use-credentials` means `anonymous`. */
export const crossOrigin: ElementMethod = (element) => {
  const written = element.attribute('crossorigin');
  if (written === undefined) return undefined;
  return written === 'use-credentials' ? written : 'anonymous';
};
