import './verdict-strip.css';
import { Link } from 'wouter';
import type { Run } from '../api/types/run.ts';
import { formatMoment } from '../format/time.ts';
import { statusOf } from './run-status.ts';

const SHOWN = 14;

/** How the last runs of a test went, the newest on the right; each leads to its run. */
export function VerdictStrip({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <span className="verdicts">
      {runs
        .slice(0, SHOWN)
        .reverse()
        .map((run) => {
          const { text, tone } = statusOf(run);
          const label = `Run ${run.id}: ${text}, ${formatMoment(run.createdAtMs)}`;
          return (
            <Link
              key={run.id}
              href={`/runs/${run.id}`}
              className={`verdict verdict-${tone}`}
              aria-label={label}
              title={label}
            />
          );
        })}
    </span>
  );
}
