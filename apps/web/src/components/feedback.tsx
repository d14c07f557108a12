import './feedback.css';
import type { Tone } from '../runs/run-status.ts';
import { Icon } from './icon.tsx';

type NoticeTone = Exclude<Tone, 'busy'>;

/** Something the reader should know about what stands beside it. */
export function Notice({
  tone,
  children,
}: {
  readonly tone: NoticeTone;
  readonly children: React.ReactNode;
}) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {tone !== 'idle' && <Icon name={tone === 'good' ? 'check' : 'warning'} />}
      <div>{children}</div>
    </div>
  );
}

export function ErrorNotice({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  return <Notice tone="bad">{error.message}</Notice>;
}

interface EmptyProps {
  readonly title: string;
  readonly children?: React.ReactNode;
  readonly action?: React.ReactNode;
}

/** What stands where a list would be, and what to do about it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

export function Loading() {
  return (
    <div className="loading" role="status" aria-label="Loading">
      <span />
      <span />
      <span />
    </div>
  );
}

interface Loadable<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
}

/** What was asked of the controller, or why it is not there. */
export function Loaded<T>({
  from,
  children,
}: {
  readonly from: Loadable<T>;
  readonly children: (data: T) => React.ReactNode;
}) {
  if (from.data !== undefined) return children(from.data);
  if (from.error === null) return <Loading />;
  return (
    <div className="panel-body">
      <ErrorNotice error={from.error} />
    </div>
  );
}

/** A page that cannot be shown, and why. */
export function Failed({ error }: { readonly error: Error }) {
  return (
    <div className="page">
      <ErrorNotice error={error} />
    </div>
  );
}
