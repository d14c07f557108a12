import { Link } from 'wouter';
import type { RunDetails } from '../../api/types/run.ts';
import { RunBadge } from '../../components/badge.tsx';
import { Facts } from '../../components/facts.tsx';
import { useNow } from '../../components/moment.tsx';
import { formatCount } from '../../format/number.ts';
import { formatMoment, formatSpan } from '../../format/time.ts';
import { loadDurationMs, zoneShares } from '../../runs/run-status.ts';
import type { RunPair } from './compare-page.tsx';

/** Both runs side by side. */
export function RunCards({ pair }: { readonly pair: RunPair }) {
  return (
    <div className="compare-cards">
      {pair.map((run, index) => (
        <RunCard key={`${index} ${run.id}`} run={run} />
      ))}
    </div>
  );
}

function RunCard({ run }: { readonly run: RunDetails }) {
  const nowMs = useNow(1000);
  const durationMs = loadDurationMs(run, nowMs);
  return (
    <section className="panel panel-body" aria-label={`Run ${run.id}`}>
      <p className="compare-card-head">
        <Link href={`/runs/${run.id}`}>Run {run.id}</Link> <RunBadge run={run} />
        {run.note !== '' && <span className="muted">{run.note}</span>}
      </p>
      <Facts
        facts={[
          { name: 'Created', value: formatMoment(run.createdAtMs) },
          { name: 'Load duration', value: durationMs === undefined ? '–' : formatSpan(durationMs) },
          { name: 'Max VUs', value: run.maxVUs === null ? '–' : formatCount(run.maxVUs) },
          { name: 'Where', value: zoneShares(run) },
        ]}
      />
    </section>
  );
}
