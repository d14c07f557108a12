import type { HtmlElement } from '../html-element.ts';
import { type ElementMethods, resolved, text } from './attribute-readers.ts';

const CONTROLS = 'button, input, keygen, meter, object, output, progress, select, textarea';

/** The form a control belongs to: named by its `form` attribute, or around it. */
export function formOf(element: HtmlElement): HtmlElement | undefined {
  const id = element.attribute('form');
  if (id !== undefined) return byId(element, 'form', id);
  return element.at(element.selection.closest('form').first);
}

/** Labels that name the control in `for` or are around it. */
export function labelsOf(element: HtmlElement): HtmlElement[] {
  const id = element.attribute('id');
  const around = element.selection.parents('label').nodes;
  const naming =
    id === undefined ? [] : everywhere(element, 'label').filter((label) => label.attribute('for') === id);
  return element.list(new Set([...naming.map(({ node }) => node), ...around]));
}

/** The control a label is for. */
export function controlOf(label: HtmlElement): HtmlElement | undefined {
  const id = label.attribute('for');
  if (id === undefined) return label.find(CONTROLS)[0];
  return everywhere(label, CONTROLS).find((control) => control.attribute('id') === id);
}

export function byId(element: HtmlElement, selector: string, id: string): HtmlElement | undefined {
  return everywhere(element, selector).find((found) => found.attribute('id') === id);
}

export function everywhere(element: HtmlElement, selector: string): HtmlElement[] {
  return element.at(element.document.root)?.find(selector) ?? [];
}

/** What buttons and inputs know of the form they send; their own attributes win over the form's. */
export const FORM_FIELD: ElementMethods = {
  form: formOf,
  labels: labelsOf,
  name: text('name'),
  formAction: (e) => resolved(e, ownOrOfForm(e, 'action')),
  formEnctype: (e) => encodingOr(ownOrOfForm(e, 'enctype')),
  formMethod: (e) => methodOr(ownOrOfForm(e, 'method')),
  formNoValidate: (e) => ownOrOfForm(e, 'novalidate') !== undefined,
  formTarget: (e) => ownOrOfForm(e, 'target') ?? '',
};

function ownOrOfForm(element: HtmlElement, name: string): string | undefined {
  return element.attribute(`form${name}`) ?? formOf(element)?.attribute(name);
}

const ENCODINGS = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

export function encodingOr(written: string | undefined): string | undefined {
  return written !== undefined && ENCODINGS.includes(written) ? written : ENCODINGS[0];
}

export function methodOr(written: string | undefined): 'get' | 'post' {
  return written?.toLowerCase() === 'post' ? 'post' : 'get';
}
