import type { AnyNode } from 'domhandler';
import { attributeOf, tagOf } from './dom.ts';
import { HtmlSelection } from './selection.ts';

/** The value of a control; several for a select with `multiple`. */
export type ControlValue = string | readonly string[] | undefined;

export interface FormField {
  readonly name: string;
  readonly value: ControlValue;
}

const CONTROLS = 'input, select, textarea, keygen';
const NOT_SENT = new Set(['submit', 'button', 'reset', 'image', 'file']);

/** The value of the first node, by the kind of control it is. */
export function controlValue(selection: HtmlSelection): ControlValue {
  const { first } = selection;
  switch (tagOf(first)) {
    case 'input':
      return attributeOf(first, 'value') ?? (isSwitch(first) ? 'on' : '');
    case 'button':
      return attributeOf(first, 'value') ?? '';
    case 'textarea':
      return selection.html();
    case 'option':
      return optionValue(selection);
    case 'select':
      return selectValue(selection);
    default:
      return undefined;
  }
}

function isSwitch(node: AnyNode | undefined): boolean {
  const type = attributeOf(node, 'type');
  return type === 'radio' || type === 'checkbox';
}

function optionValue(option: HtmlSelection): string {
  return option.attr('value') ?? option.html();
}

function selectValue(select: HtmlSelection): ControlValue {
  const selected = select.eq(0).find('option[selected]');
  if (select.attr('multiple') === undefined) return optionValue(selected);
  return selected.nodes.map((_node, index) => optionValue(selected.eq(index)));
}

/** What a form sends: of each form its controls, or the controls in the selection itself. */
export function fieldsOf(selection: HtmlSelection): FormField[] {
  const controls = selection.is('form') ? selection.find(CONTROLS) : selection.filter(CONTROLS);
  return controls.nodes.filter(isSent).map((node) => ({
    name: attributeOf(node, 'name') ?? '',
    value: controlValue(new HtmlSelection(selection.document, [node])),
  }));
}

// k6 takes `checked` and `disabled` for set only when they are spelt with their own name as the value.
function isSent(node: AnyNode): boolean {
  const attribute = (name: string) => attributeOf(node, name) ?? '';
  if (attribute('name') === '' || attribute('disabled') === 'disabled') return false;
  if (NOT_SENT.has(attribute('type'))) return false;
  return !isSwitch(node) || attribute('checked') === 'checked';
}

/** Fields in the form of a query, sorted by name. */
export function urlEncoded(fields: readonly FormField[]): string {
  const pairs = fields.flatMap(({ name, value }) => {
    const values = typeof value === 'string' ? [value] : (value ?? ['']);
    return values.map((text) => [name, text] as const);
  });
  // The sort is stable: fields of one name keep their order.
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.map(([name, text]) => `${queryEscaped(name)}=${queryEscaped(text)}`).join('&');
}

// Through a buffer, since halves of surrogate pairs cannot be escaped.
function queryEscaped(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
