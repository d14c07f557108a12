import './data-table.css';

export interface Column<Row> {
  readonly title: string;
  cell(row: Row): React.ReactNode;
  /** `main` names the row, `wide` is left out on small screens. */
  readonly kind?: 'main' | 'number' | 'wide' | 'wide-number' | 'actions';
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): React.Key;
}

const CLASS_OF = {
  main: 'column-main',
  number: 'column-number',
  wide: 'column-wide',
  'wide-number': 'column-wide column-number',
  actions: 'column-actions',
} as const;

export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <div className="table-scroll">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, kind }) => (
              <th key={title} scope="col" className={kind && CLASS_OF[kind]}>
                {kind === 'actions' ? <span className="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, kind, cell }) => (
                <td key={title} className={kind && CLASS_OF[kind]}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
