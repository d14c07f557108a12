import './panel.css';
import { useId } from 'react';

interface PanelProps {
  readonly title: string;
  /** Said beside the title in a lower voice. */
  readonly aside?: React.ReactNode;
  readonly actions?: React.ReactNode;
  /** Tables and charts bring their own distances. */
  readonly isFlush?: boolean;
  readonly children: React.ReactNode;
}

/** A part of a page with a heading. */
export function Panel({ title, aside, actions, isFlush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <span className="muted">{aside}</span>}
        {actions !== undefined && <div className="panel-actions">{actions}</div>}
      </header>
      {isFlush ? children : <div className="panel-body">{children}</div>}
    </section>
  );
}
