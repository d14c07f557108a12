import type { Insight } from '../../api/types/results.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';

const LOOK = {
  problem: { tone: 'bad', icon: 'warning' },
  warning: { tone: 'warn', icon: 'warning' },
  info: { tone: 'idle', icon: 'info' },
} as const satisfies Record<Insight['level'], { tone: string; icon: IconName }>;

const ORDER: readonly Insight['level'][] = ['problem', 'warning', 'info'];

interface InsightListProps {
  readonly insights: readonly Insight[];
  readonly isMeasured: boolean;
}

/** What stands out in the results, the worst first. */
export function InsightList({ insights, isMeasured }: InsightListProps) {
  if (!isMeasured && insights.length === 0) return null;
  const sorted = insights.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  return (
    <Panel title="Insights" aside={insights.length > 0 ? insights.length : undefined}>
      {sorted.length === 0 ? (
        <p className="insight-none">
          <Icon name="check" /> Nothing stands out: neither the system under test nor the load generators
          showed anything unusual.
        </p>
      ) : (
        <ul className="insights">
          {sorted.map(({ kind, level, title, text }) => (
            <li key={`${kind} ${title}`} className={`insight insight-${LOOK[level].tone}`}>
              <Icon name={LOOK[level].icon} />
              <div>
                <strong>{title}</strong>
                <p className="muted">{text}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
