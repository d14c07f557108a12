import type { HtmlElement } from '../html-element.ts';
import {
  address,
  crossOrigin,
  type ElementMethods,
  elements,
  flag,
  flags,
  integer,
  oneOf,
  referrerPolicy,
  text,
  texts,
} from './attribute-readers.ts';
import { everywhere, formOf } from './form-owner.ts';

const content = (element: HtmlElement): string => element.selection.text();

const MEDIA: ElementMethods = {
  ...flags('autoplay', 'controls', 'loop', 'muted'),
  crossOrigin,
  currentSrc: address('src'),
  defaultMuted: flag('muted'),
  mediaGroup: text('mediaGroup'),
  preload: oneOf('preload', 'auto', 'metadata', 'none'),
  src: address('src'),
  textTracks: elements('track'),
};

const EDIT: ElementMethods = texts('cite', 'datetime');
const NAMED_VALUE: ElementMethods = texts('name', 'value');

export const CONTENT_TAGS: Readonly<Record<string, ElementMethods>> = {
  audio: MEDIA,
  canvas: { width: integer('width', 150), height: integer('height', 150) },
  data: { value: text('value') },
  del: EDIT,
  embed: { ...texts('height', 'width', 'type'), src: address('src') },
  iframe: {
    ...texts('height', 'width', 'name'),
    allowfullscreen: flag('allowfullscreen'),
    referrerPolicy,
    src: address('src'),
  },
  img: {
    ...texts('alt', 'name', 'sizes', 'srcset', 'useMap'),
    crossOrigin,
    currentSrc: address('src'),
    height: integer('height', 0),
    isMap: flag('isMap'),
    referrerPolicy,
    src: address('src'),
    width: integer('width', 0),
  },
  ins: EDIT,
  li: {
    value: integer('value', 0),
    type: oneOf('type', '', '1', 'a', 'A', 'i', 'I', 'disc', 'square', 'circle'),
  },
  map: { name: text('name'), areas: elements('area'), images: imagesOfMap },
  meta: {
    ...texts('content', 'name'),
    httpEquiv: oneOf('http-equiv', 'content-type', 'default-style', 'refresh'),
  },
  object: {
    ...texts('height', 'name', 'type', 'useMap', 'width'),
    data: address('data'),
    form: formOf,
    tabIndex: integer('tabIndex', 0),
    typeMustMatch: flag('typeMustMatch'),
  },
  ol: {
    reversed: flag('reversed'),
    start: integer('start', 0),
    type: oneOf('type', '1', 'a', 'A', 'i', 'I'),
  },
  param: NAMED_VALUE,
  pre: NAMED_VALUE,
  quote: { cite: text('cite') },
  script: {
    ...texts('charset', 'type'),
    ...flags('async', 'defer', 'noModule'),
    crossOrigin,
    src: address('src'),
    text: content,
  },
  source: { ...texts('keySystem', 'media', 'sizes', 'srcset', 'type'), src: address('src') },
  style: { media: text('media'), type: text('type', 'text/css') },
  time: { datetime: text('datetime') },
  title: { text: content },
  track: {
    ...texts('label', 'srclang'),
    default: flag('default'),
    kind: oneOf('kind', 'subtitle', 'captions', 'descriptions', 'chapters', 'metadata'),
    src: address('src'),
  },
  ul: { type: text('type') },
  video: MEDIA,
};

const ROWS = 'tr';

const SECTION: ElementMethods = { rows: elements(ROWS) };

const CELL: ElementMethods = {
  cellIndex: ({ selection }) => selection.prevAll('td, th').nodes.length,
  colSpan: integer('colSpan', 1),
  headers: text('headers'),
  rowSpan: integer('rowSpan', 1),
};

export const TABLE_TAGS: Readonly<Record<string, ElementMethods>> = {
  col: { span: integer('span', 1) },
  colgroup: { span: integer('span', 1) },
  table: {
    sortable: flag('sortable'),
    caption: (e) => e.find('caption')[0],
    rows: elements(ROWS),
    tBodies: elements('tbody'),
    tFoot: (e) => e.find('tfoot')[0],
    tHead: (e) => e.find('thead')[0],
  },
  tbody: SECTION,
  td: CELL,
  tfoot: SECTION,
  th: {
    ...CELL,
    ...texts('abbr', 'sorted'),
    scope: oneOf('scope', '', 'row', 'col', 'colgroup', 'rowgroup'),
  },
  thead: SECTION,
  tr: {
    cells: elements('td, th'),
    rowIndex: (e) => positionIn(e, 'table'),
    sectionRowIndex: (e) => positionIn(e, 'tbody, thead, tfoot'),
  },
};

function positionIn(row: HtmlElement, container: string): number {
  const rows = row.at(row.selection.closest(container).first)?.find(ROWS) ?? [];
  return rows.findIndex(({ node }) => node === row.node);
}

function imagesOfMap(map: HtmlElement): HtmlElement[] {
  const name = `#${map.attribute('name') ?? ''}`;
  return everywhere(map, 'img, object').filter((image) => image.attribute('usemap') === name);
}
