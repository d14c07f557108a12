import './page.css';
import { Fragment, useEffect } from 'react';
import { Link } from 'wouter';

export interface Crumb {
  readonly text: string;
  readonly to: string;
}

interface PageProps {
  /** Of the window, too. */
  readonly title: string;
  /** Beside the title: a status. */
  readonly mark?: React.ReactNode;
  readonly lead?: React.ReactNode;
  readonly crumbs?: readonly Crumb[];
  readonly actions?: React.ReactNode;
  readonly children: React.ReactNode;
}

export function Page({ title, mark, lead, crumbs = [], actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Squall`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-heading">
          {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
          <h1>
            {title}
            {mark}
          </h1>
        </div>
        {lead !== undefined && <div className="page-lead">{lead}</div>}
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav className="crumbs" aria-label="Where this is">
      {crumbs.map(({ text, to }, index) => (
        <Fragment key={to}>
          {index > 0 && <span aria-hidden="true">/</span>}
          <Link href={to}>{text}</Link>
        </Fragment>
      ))}
    </nav>
  );
}
