import './request-name.css';
import type { Tags } from '../api/types/results.ts';

/** What was requested, with the method before it. */
export function RequestName({ tags: { method, name, url } }: { readonly tags: Tags }) {
  return (
    <span className="request-name">
      {method && <span className="method">{method}</span>}
      {name || url || '(no name)'}
    </span>
  );
}

export function RequestStatus({ tags: { status = '' } }: { readonly tags: Tags }) {
  if (status === '') return <span className="muted">–</span>;
  // 0: no answer came at all. Calls may answer with names, requests do with numbers.
  const isBad = status === '0' || /^[45]\d\d$/.test(status);
  return <span className={isBad ? 'status status-bad' : 'status'}>{status}</span>;
}
