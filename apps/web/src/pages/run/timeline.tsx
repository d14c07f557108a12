import type { RunState, RunStep } from '../../api/types/run.ts';
import { formatMoment } from '../../format/time.ts';
import { statusOf } from '../../runs/run-status.ts';

/** The states a run has been in, and what brought it there. */
export function Timeline({ steps }: { readonly steps: readonly RunStep[] }) {
  return (
    <ol className="timeline">
      {steps.map(({ state, enteredAtMs, byUser, message, code }) => (
        <li key={`${state} ${enteredAtMs}`}>
          <span>{nameOf(state)}</span>
          <time className="muted" dateTime={new Date(enteredAtMs).toISOString()}>
            {formatMoment(enteredAtMs)}
          </time>
          {(message ?? byUser) !== null && (
            <span className="timeline-note">
              {message ?? `by ${byUser}`}
              {code !== null && ` (code ${code})`}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function nameOf(state: RunState): string {
  return state === 'completed' ? 'Completed' : statusOf({ state, result: null }).text;
}
