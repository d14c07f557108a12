import { useQuery } from '@tanstack/react-query';
import { summaryQuery } from '../../api/result-queries.ts';
import type { MetricInfo } from '../../api/types/results.ts';
import { Panel } from '../../components/panel.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { tilesOf } from '../../runs/metric-tiles.ts';
import { MetricChart } from './metric-chart.tsx';
import { RequestsPanel } from './requests-panel.tsx';
import type { RunTabProps } from './run-report.tsx';

export function HttpTab({ run, metrics }: RunTabProps) {
  return <RequestsPanel run={run} metrics={metrics} kind="http" title="HTTP requests" />;
}

export function WebSocketTab({ run, metrics }: RunTabProps) {
  return (
    <div className="stack">
      <MetricTiles run={run} metrics={metrics} prefix="ws_" />
      <RequestsPanel run={run} metrics={metrics} kind="ws" title="WebSocket sessions" />
      <MetricPanel
        run={run}
        metrics={metrics}
        name="ws_msgs_received"
        stat="rate"
        title="Messages received"
      />
      <MetricPanel run={run} metrics={metrics} name="ws_connecting" stat="p(95)" title="Time to connect" />
    </div>
  );
}

export function GrpcTab({ run, metrics }: RunTabProps) {
  return (
    <div className="stack">
      <MetricTiles run={run} metrics={metrics} prefix="grpc_" />
      <RequestsPanel run={run} metrics={metrics} kind="grpc" title="gRPC calls" />
      <MetricPanel run={run} metrics={metrics} name="grpc_req_duration" stat="p(95)" title="Time of calls" />
    </div>
  );
}

interface MetricTilesProps extends Pick<RunTabProps, 'run' | 'metrics'> {
  readonly prefix: string;
}

function MetricTiles({ run, prefix }: MetricTilesProps) {
  const { data: summary } = useQuery(summaryQuery(run));
  const tiles = summary === undefined ? [] : tilesOf(summary, (name) => name.startsWith(prefix));
  return tiles.length === 0 ? null : <Tiles label="Measured" tiles={tiles} />;
}

interface MetricPanelProps extends Pick<RunTabProps, 'run' | 'metrics'> {
  readonly name: string;
  readonly stat: string;
  readonly title: string;
}

function MetricPanel({ run, metrics, name, stat, title }: MetricPanelProps) {
  const info: MetricInfo | undefined = metrics.find((metric) => metric.name === name);
  if (info === undefined) return null;
  return (
    <Panel title={title} aside={`${name}, ${stat}`} isFlush>
      <MetricChart run={run} info={info} wish={{ metric: name, stat, by: [], filters: [] }} height={180} />
    </Panel>
  );
}
