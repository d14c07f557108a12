import './data-table.css';
import { Fragment, useState } from 'react';
import { type Sorting, type SortValue, sortRows } from '../collections/sort-rows.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface Column<Row> {
  readonly title: string;
  cell(row: Row): React.ReactNode;
  /** `main` names the row, `wide` is left out on small screens. */
  readonly kind?: 'main' | 'number' | 'wide' | 'wide-number' | 'actions';
  /** Makes the title a button that sorts the rows. */
  sortBy?(row: Row): SortValue;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string | number;
  readonly sorting?: Sorting;
  /** What a row shows once it is opened. */
  detailOf?(row: Row): React.ReactNode;
  /** Rows that are open at first. */
  readonly opened?: readonly (string | number)[];
}

const CLASS_OF = {
  main: 'column-main',
  number: 'column-number',
  wide: 'column-wide',
  'wide-number': 'column-wide column-number',
  actions: 'column-actions',
} as const;

/** More at once would only make the page slow; one click shows the rest. */
const SHOWN_AT_ONCE = 200;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, detailOf, opened = [] } = props;
  const [sorting, setSorting] = useState(props.sorting);
  const [open, setOpen] = useState<ReadonlySet<string | number>>(() => new Set(opened));
  const [isWhole, setWhole] = useState(false);
  const sortBy = columns.find(({ title }) => title === sorting?.title)?.sortBy;
  const sorted = sortRows(rows, sorting, sortBy);
  const shown = isWhole ? sorted : sorted.slice(0, SHOWN_AT_ONCE);
  const toggle = (key: string | number) => setOpen((before) => toggled(before, key));
  return (
    <>
      <div className="table-scroll">
        <table className="table" aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Title key={column.title} column={column} sorting={sorting} onSort={setSorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Fragment key={keyOf(row)}>
                <tr className={open.has(keyOf(row)) ? 'table-row-open' : undefined}>
                  {columns.map(({ title, kind, cell }, index) => (
                    <td key={title} className={kind && CLASS_OF[kind]}>
                      {detailOf !== undefined && index === 0 ? (
                        <RowToggle isOpen={open.has(keyOf(row))} onClick={() => toggle(keyOf(row))}>
                          {cell(row)}
                        </RowToggle>
                      ) : (
                        cell(row)
                      )}
                    </td>
                  ))}
                </tr>
                {detailOf !== undefined && open.has(keyOf(row)) && (
                  <tr className="table-detail">
                    <td colSpan={columns.length}>{detailOf(row)}</td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < sorted.length && (
        <div className="table-more">
          <Button look="quiet" onClick={() => setWhole(true)}>
            Show all {sorted.length} rows
          </Button>
        </div>
      )}
    </>
  );
}

interface TitleProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  onSort(sorting: Sorting): void;
}

function Title<Row>({ column: { title, kind, sortBy }, sorting, onSort }: TitleProps<Row>) {
  const isSorted = sorting?.title === title;
  const order = sorting?.isDescending ? 'descending' : 'ascending';
  // Of numbers the largest are what one looks for; of names the first.
  const isDescending = isSorted ? !sorting.isDescending : kind?.includes('number') === true;
  return (
    <th scope="col" className={kind && CLASS_OF[kind]} aria-sort={isSorted ? order : undefined}>
      {sortBy !== undefined ? (
        <button
          type="button"
          className={
            isSorted ? `table-sort table-sort-${sorting.isDescending ? 'down' : 'up'}` : 'table-sort'
          }
          onClick={() => onSort({ title, isDescending })}
        >
          {title}
          <Icon name="chevron" />
        </button>
      ) : kind === 'actions' ? (
        <span className="visually-hidden">{title}</span>
      ) : (
        title
      )}
    </th>
  );
}

interface RowToggleProps {
  readonly isOpen: boolean;
  onClick(): void;
  readonly children: React.ReactNode;
}

function RowToggle({ isOpen, onClick, children }: RowToggleProps) {
  return (
    <button type="button" className="table-toggle" aria-expanded={isOpen} onClick={onClick}>
      <Icon name="chevron" />
      <span>{children}</span>
    </button>
  );
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
