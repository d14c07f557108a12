import './run.css';
import { useQuery } from '@tanstack/react-query';
import { checksQuery, metricsQuery, thresholdsQuery } from '../../api/result-queries.ts';
import type { MetricInfo, ThresholdResult } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { RunBadge } from '../../components/badge.tsx';
import { type Crumb, Page } from '../../components/page.tsx';
import { type Tab, TabPanel, Tabs, useTab } from '../../components/tabs.tsx';
import { AnalysisTab } from './analysis-tab.tsx';
import { BrowserTab } from './browser-tab.tsx';
import { ChecksTab } from './checks-tab.tsx';
import { LoadGeneratorsTab } from './load-generators-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { GrpcTab, HttpTab, WebSocketTab } from './protocol-tabs.tsx';
import { RunMeta } from './run-meta.tsx';
import { ScriptTab } from './script-tab.tsx';
import { ThresholdsTab } from './thresholds-tab.tsx';
import { Verdict } from './verdict.tsx';

interface RunReportProps {
  readonly run: RunDetails;
  readonly title: string;
  /** Of the page, to which tabs belong. */
  readonly path: string;
  readonly mark?: React.ReactNode;
  readonly crumbs?: readonly Crumb[];
  readonly actions?: React.ReactNode;
}

export interface RunTabProps {
  readonly run: RunDetails;
  readonly path: string;
  readonly metrics: readonly MetricInfo[];
}

const CONTENT: Readonly<Record<string, (props: RunTabProps) => React.ReactNode>> = {
  overview: OverviewTab,
  thresholds: ThresholdsTab,
  checks: ChecksTab,
  http: HttpTab,
  ws: WebSocketTab,
  grpc: GrpcTab,
  browser: BrowserTab,
  analysis: AnalysisTab,
  generators: LoadGeneratorsTab,
  logs: LogTab,
  script: ScriptTab,
};

/** Everything there is to know about a run, for whoever may see it. */
export function RunReport({ run, title, path, mark, crumbs, actions }: RunReportProps) {
  const { data: metrics = [] } = useQuery(metricsQuery(run));
  const { data: thresholds = [] } = useQuery(thresholdsQuery(run));
  const { data: checks = [] } = useQuery(checksQuery(run));
  const tabs = tabsOf(metrics, thresholds, checks.filter(({ fails }) => fails > 0).length);
  const tab = useTab(tabs);
  const Content = CONTENT[tab] ?? OverviewTab;
  return (
    <Page
      title={title}
      mark={
        <>
          <RunBadge run={run} />
          {mark}
        </>
      }
      lead={<RunMeta run={run} />}
      {...(crumbs && { crumbs })}
      actions={actions}
    >
      <Verdict run={run} thresholds={thresholds} path={path} />
      <Tabs tabs={tabs} path={path} label="Parts of this run" />
      <TabPanel tab={tab}>
        <Content run={run} path={path} metrics={metrics} />
      </TabPanel>
    </Page>
  );
}

function tabsOf(
  metrics: readonly MetricInfo[],
  thresholds: readonly ThresholdResult[],
  failingChecks: number,
): Tab[] {
  const has = (prefix: string) => metrics.some(({ name }) => name.startsWith(prefix));
  const crossed = thresholds.filter(({ isCrossed }) => isCrossed).length;
  return [
    { id: 'overview', title: 'Overview' },
    { id: 'thresholds', title: 'Thresholds', ...countOf(crossed, thresholds.length) },
    { id: 'checks', title: 'Checks', ...countOf(failingChecks) },
    { id: 'http', title: 'HTTP' },
    ...(has('ws_') ? [{ id: 'ws', title: 'WebSocket' }] : []),
    ...(has('grpc_') ? [{ id: 'grpc', title: 'gRPC' }] : []),
    ...(has('browser_') ? [{ id: 'browser', title: 'Browser' }] : []),
    { id: 'analysis', title: 'Analysis' },
    { id: 'generators', title: 'Load generators' },
    { id: 'logs', title: 'Logs' },
    { id: 'script', title: 'Script' },
  ];
}

/** How many are bad when some are; otherwise how many there are, if that is said. */
function countOf(bad: number, all = 0): Pick<Tab, 'count' | 'tone'> {
  if (bad > 0) return { count: bad, tone: 'bad' };
  return all > 0 ? { count: all, tone: 'idle' } : {};
}
