import { type Content, html, type Markup } from './markup.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Content;
  /** Texts are to the left, numbers to the right. */
  readonly isText?: boolean;
  /** A text that is never broken. */
  readonly isShort?: boolean;
}

/** A section with a table; nothing when there are no rows. Columns in which all cells are empty are left out. */
export function section<Row>(
  title: string,
  rows: readonly Row[],
  allColumns: readonly Column<Row>[],
): Markup | undefined {
  if (rows.length === 0) return undefined;
  const columns = allColumns.filter(({ cell }) => rows.some((row) => !isEmpty(cell(row))));
  const classOf = ({ isText, isShort }: Column<Row>) => (isShort ? 'short' : isText ? 'text' : 'number');
  return html`<section><h2>${title} <small>${rows.length}</small></h2>
<div class="wide"><table>
<thead><tr>${columns.map((column) => html`<th class="${classOf(column)}">${column.title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr>${columns.map((column) => html`<td class="${classOf(column)}">${column.cell(row)}</td>`)}</tr>`,
  )}
</tbody></table></div></section>`;
}

function isEmpty(content: Content): boolean {
  return content === undefined || content === '' || (Array.isArray(content) && content.every(isEmpty));
}
