import { controlValue } from '../form-values.ts';
import type { HtmlElement } from '../html-element.ts';
import {
  address,
  constant,
  type ElementMethods,
  elements,
  flag,
  flags,
  integer,
  oneOf,
  text,
  texts,
} from './attribute-readers.ts';
import { byId, controlOf, encodingOr, FORM_FIELD, formOf, labelsOf, methodOr } from './form-owner.ts';

const INPUT_TYPES =
  'text button checkbox color date datetime-local email file hidden image month number password radio range reset search submit tel time url week';
const FORM_ELEMENTS = 'button, fieldset, input, select, textarea';

export const FORM_TAGS: Readonly<Record<string, ElementMethods>> = {
  button: {
    ...FORM_FIELD,
    ...texts('accessKey', 'value'),
    ...flags('autofocus', 'disabled'),
    tabIndex: integer('tabIndex', 0),
    type: oneOf('type', 'submit', 'button', 'menu', 'reset'),
  },
  datalist: { options: elements('option') },
  fieldset: {
    name: text('name'),
    disabled: flag('disabled'),
    form: formOf,
    type: constant('fieldset'),
    elements: elements(FORM_ELEMENTS),
    validity: constant(undefined),
  },
  form: {
    ...texts('name', 'target'),
    action: address('action'),
    acceptCharset: text('accept-charset'),
    autocomplete: oneOf('autocomplete', 'on', 'off'),
    encoding: (e) => encodingOr(e.attribute('enctype')),
    enctype: (e) => encodingOr(e.attribute('enctype')),
    method: (e) => methodOr(e.attribute('method')),
    noValidate: flag('noValidate'),
    elements: elements(FORM_ELEMENTS),
    length: (e) => e.find(FORM_ELEMENTS).length,
  },
  input: {
    ...FORM_FIELD,
    ...texts(
      'accept',
      'accessKey',
      'alt',
      'dirName',
      'height',
      'max',
      'min',
      'pattern',
      'placeholder',
      'step',
      'value',
      'width',
    ),
    ...flags('autofocus', 'checked', 'disabled', 'multiple', 'readonly', 'required'),
    autocomplete: oneOf('autocomplete', 'on', 'off'),
    defaultChecked: flag('checked'),
    defaultValue: text('value'),
    list: (e) => byId(e, 'datalist', e.attribute('list') ?? ''),
    maxLength: integer('maxLength', -1),
    size: integer('size', 0),
    src: address('src'),
    tabIndex: integer('tabIndex', 0),
    type: oneOf('type', ...INPUT_TYPES.split(' ')),
  },
  keygen: {
    ...texts('challenge', 'name'),
    ...flags('autofocus', 'disabled'),
    form: formOf,
    keytype: oneOf('keytype', 'RSA', 'DSA', 'EC'),
    labels: labelsOf,
    type: constant('keygen'),
  },
  label: { htmlFor: text('for'), control: controlOf, form: (e) => formOf(controlOf(e) ?? e) },
  legend: { accessKey: text('accessKey'), form: formOf },
  meter: {
    min: integer('min', 0),
    max: integer('max', 0),
    high: integer('high', 0),
    low: integer('low', 0),
    optimum: integer('optimum', 0),
    labels: labelsOf,
  },
  optgroup: { disabled: flag('disabled'), label: text('label') },
  option: {
    ...flags('disabled', 'selected'),
    defaultSelected: flag('selected'),
    form: formOf,
    index: indexOfOption,
    label: (e) => e.attribute('label') ?? e.selection.text(),
    text: (e) => e.selection.text(),
    value: optionValue,
  },
  output: {
    name: text('name'),
    htmlFor: text('for'),
    type: constant('output'),
    form: formOf,
    labels: labelsOf,
    value: (e) => e.selection.text(),
    defaultValue: (e) => e.selection.text(),
  },
  progress: {
    max: (e) => decimal(e, 'max') ?? 1,
    value: (e) => decimal(e, 'value') ?? 0,
    position: (e) => positionOf(decimal(e, 'value'), decimal(e, 'max') ?? 1),
    labels: labelsOf,
  },
  select: {
    ...flags('autofocus', 'disabled', 'multiple', 'required'),
    name: text('name'),
    form: formOf,
    labels: labelsOf,
    length: (e) => e.find('option').length,
    options: elements('option'),
    selectedIndex: (e) => e.find('option').findIndex((option) => option.has('selected')),
    selectedOptions: elements('option[selected]'),
    size: (e) => integer('size', e.has('multiple') ? 4 : 1)(e),
    tabIndex: integer('tabIndex', 0),
    type: (e) => (e.has('multiple') ? 'select-multiple' : 'select-one'),
    value: (e) => e.find('option[selected]').map(optionValue)[0],
  },
  textarea: {
    ...texts('accessKey', 'placeholder'),
    ...flags('required', 'readOnly'),
    autocapitalize: oneOf('autocapitalize', 'sentences', 'none', 'off', 'characters', 'words'),
    autocomplete: oneOf('autocomplete', 'on', 'off'),
    cols: integer('cols', 0),
    defaultValue: (e) => controlValue(e.selection),
    form: formOf,
    labels: labelsOf,
    length: (e) => String(controlValue(e.selection)).length,
    maxLength: integer('maxLength', 0),
    rows: integer('rows', 0),
    tabIndex: integer('tabIndex', 0),
    type: constant('textarea'),
    value: (e) => controlValue(e.selection),
    wrap: oneOf('wrap', 'soft', 'hard', 'off'),
  },
};

function indexOfOption(option: HtmlElement): number {
  const owner = option.at(option.selection.closest('select, datalist').first);
  return owner?.find('option').findIndex(({ node }) => node === option.node) ?? 0;
}

function optionValue(option: HtmlElement): string {
  return option.attribute('value') ?? option.selection.text();
}

function decimal(element: HtmlElement, name: string): number | undefined {
  const written = element.attribute(name);
  const value = Number(written);
  return written === undefined || written === '' || Number.isNaN(value) ? undefined : value;
}

function positionOf(value: number | undefined, max: number): number {
  return value === undefined ? -1 : value / max;
}
