import { agentsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { Agent, LoadZone } from '../../api/types/agents.ts';
import { useChange } from '../../api/use-change.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmButton } from '../../components/dialog.tsx';
import { Empty } from '../../components/feedback.tsx';
import { Moment, useNow } from '../../components/moment.tsx';
import { formatCount } from '../../format/number.ts';
import { agentStatus } from './agent-state.ts';

interface AgentTableProps {
  readonly agents: readonly Agent[];
  readonly zones: readonly LoadZone[];
  readonly mayRevoke: boolean;
}

export function AgentTable({ agents, zones, mayRevoke }: AgentTableProps) {
  const nowMs = useNow(5000);
  const codes = new Map(zones.map(({ id, code }) => [id, code]));
  if (agents.length === 0)
    return (
      <Empty title="No agents yet">
        Create an enrolment token and start <code>squall agent</code> with it on any machine that should make
        load.
      </Empty>
    );
  return (
    <DataTable
      label="Agents"
      rows={agents}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Agent',
          kind: 'main',
          cell: ({ name, squallVersion, loadZoneId }) => (
            <>
              {name}
              <span className="table-sub">version {squallVersion}</span>
              <code className="table-narrow">{codes.get(loadZoneId)}</code>
            </>
          ),
        },
        {
          title: 'Status',
          cell: (agent) => {
            const { text, tone } = agentStatus(agent, nowMs);
            return <Badge tone={tone}>{text}</Badge>;
          },
        },
        {
          title: 'Load zone',
          kind: 'wide',
          cell: ({ loadZoneId }) => <code>{codes.get(loadZoneId) ?? '–'}</code>,
        },
        { title: 'Max VUs', kind: 'wide-number', cell: ({ maxVUs }) => formatCount(maxVUs) },
        { title: 'Last seen', kind: 'wide', cell: ({ lastSeenAtMs }) => <Moment atMs={lastSeenAtMs} /> },
        { title: 'Joined', kind: 'wide', cell: ({ enrolledAtMs }) => <Moment atMs={enrolledAtMs} /> },
        {
          title: 'Actions',
          kind: 'actions',
          cell: (agent) => mayRevoke && agent.revokedAtMs === null && <RevokeAgent agent={agent} />,
        },
      ]}
    />
  );
}

function RevokeAgent({ agent }: { readonly agent: Agent }) {
  const revoke = useChange({
    perform: () => request(`/agents/${agent.id}`, { method: 'DELETE' }),
    outdates: [agentsQuery.queryKey],
  });
  return (
    <ConfirmButton label="Revoke" title={`Revoke ${agent.name}`} change={revoke}>
      The agent can no longer connect. To bring the machine back, start an agent with a new enrolment token.
    </ConfirmButton>
  );
}
