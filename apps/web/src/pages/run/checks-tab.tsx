import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { checksQuery, groupsQuery } from '../../api/result-queries.ts';
import type { CheckResult } from '../../api/types/results.ts';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { PassBar } from '../../components/pass-bar.tsx';
import { formatCount } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';
import { type CheckGroup, checkTree } from '../../runs/check-tree.ts';
import { MetricChart } from './metric-chart.tsx';
import type { RunTabProps } from './run-report.tsx';

const RATE = { type: 'rate', contains: 'default' } as const;

export function ChecksTab({ run }: RunTabProps) {
  const checks = useQuery(checksQuery(run));
  const { data: groups } = useQuery(groupsQuery(run));
  const tree = useMemo(() => checks.data && checkTree(checks.data, groups ?? []), [checks.data, groups]);
  return (
    <Panel
      title="Checks"
      aside={tree && tree.passes + tree.fails > 0 && <PassBar passes={tree.passes} fails={tree.fails} />}
      isFlush
    >
      <Loaded from={{ data: tree, error: checks.error }}>
        {(root) =>
          root.checks.length === 0 && root.groups.length === 0 ? (
            <Empty title="No checks">
              With check() a script says what it expects of a response; each one is counted here.
            </Empty>
          ) : (
            <div className="check-tree">
              <GroupContent group={root} run={run} />
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

interface GroupProps {
  readonly group: CheckGroup;
  readonly run: RunTabProps['run'];
}

function GroupContent({ group, run }: GroupProps) {
  return (
    <ul className="check-list">
      {group.checks.map((check) => (
        <Check key={`${check.scenario} ${check.name}`} check={check} run={run} />
      ))}
      {group.groups.map((each) => (
        <Group key={each.path} group={each} run={run} />
      ))}
    </ul>
  );
}

function Group({ group, run }: GroupProps) {
  const { name, passes, fails, times } = group;
  return (
    <li>
      <details className="check-group" open>
        <summary>
          <Icon name="chevron" />
          <span className="check-name">
            {name}
            {times !== undefined && (
              <span className="muted">
                {' '}
                {formatCount(times.count)}×, p(95) {formatMs(times.p95Ms)}
              </span>
            )}
          </span>
          {passes + fails > 0 && <PassBar passes={passes} fails={fails} />}
        </summary>
        <GroupContent group={group} run={run} />
      </details>
    </li>
  );
}

function Check({ check, run }: { readonly check: CheckResult } & Pick<GroupProps, 'run'>) {
  const [isOpen, setOpen] = useState(false);
  const { name, group, passes, fails, scenario } = check;
  return (
    <li>
      <button type="button" className="check" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={fails === 0 ? 'check-mark check-good' : 'check-mark check-bad'}>
          <Icon name={fails === 0 ? 'check' : 'close'} />
        </span>
        <span className="check-name">
          {name}
          <span className="muted">
            {scenario !== null && ` ${scenario}`}
            {fails > 0 ? ` ${formatCount(fails)} of ${formatCount(passes + fails)} failed` : ''}
          </span>
        </span>
        <PassBar passes={passes} fails={fails} />
      </button>
      {isOpen && (
        <div className="check-detail">
          <CheckZones check={check} />
          <MetricChart
            run={run}
            info={RATE}
            wish={{ metric: 'checks', stat: 'rate', by: [], filters: [`check:${name}`, `group:${group}`] }}
            height={140}
          />
        </div>
      )}
    </li>
  );
}

function CheckZones({ check: { byZone } }: { readonly check: CheckResult }) {
  if (byZone.length === 0) return null;
  return (
    <ul className="zone-verdicts" aria-label="Per load zone">
      {byZone.map(({ loadZone, passes, fails }) => (
        <li key={loadZone}>
          <code>{loadZone}</code>
          <span>{formatCount(passes + fails)} in all</span>
          <PassBar passes={passes} fails={fails} />
        </li>
      ))}
    </ul>
  );
}
