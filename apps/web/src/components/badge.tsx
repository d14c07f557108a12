import './badge.css';
import type { Run } from '../api/types/run.ts';
import { statusOf, type Tone } from '../runs/run-status.ts';

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: React.ReactNode }) {
  return (
    <span className={`badge badge-${tone}`}>
      <span className="badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}

export function RunBadge({ run }: { readonly run: Pick<Run, 'state' | 'result'> }) {
  const { text, tone } = statusOf(run);
  return <Badge tone={tone}>{text}</Badge>;
}
