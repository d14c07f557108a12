import { useQuery } from '@tanstack/react-query';
import { agentsQuery, loadZonesQuery } from '../../api/queries.ts';
import { useUser } from '../../app/session.tsx';
import { Loaded } from '../../components/feedback.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { TabPanel, Tabs, useTab } from '../../components/tabs.tsx';
import { AgentTable } from './agent-table.tsx';
import { EnrolmentTokens } from './enrolment-tokens.tsx';
import { LoadZoneTable, NewLoadZone } from './load-zone-table.tsx';
import { StartAgent } from './start-agent.tsx';

const MEMBER_TABS = [
  { id: 'agents', title: 'Agents' },
  { id: 'zones', title: 'Load zones' },
];
const OWNER_TABS = [...MEMBER_TABS, { id: 'tokens', title: 'Enrolment tokens' }];

export function AgentsPage() {
  const isOwner = useUser().organizationRole === 'owner';
  const tabs = isOwner ? OWNER_TABS : MEMBER_TABS;
  const tab = useTab(tabs);
  const agents = useQuery(agentsQuery);
  const zones = useQuery(loadZonesQuery);
  return (
    <Page
      title="Load zones"
      lead="Where load comes from: agents join a zone, and scripts say how much of the load each zone makes."
      actions={isOwner && tab === 'zones' && <NewLoadZone />}
    >
      <Tabs tabs={tabs} path="/agents" label="Load zones and agents" />
      <TabPanel tab={tab}>
        {tab === 'agents' && (
          <div className="stack">
            <Panel title="Agents" aside={agents.data?.length} isFlush>
              <Loaded from={agents}>
                {(all) => <AgentTable agents={all} zones={zones.data ?? []} mayRevoke={isOwner} />}
              </Loaded>
            </Panel>
            {isOwner && <StartAgent />}
          </div>
        )}
        {tab === 'zones' && (
          <Panel title="Load zones" aside={zones.data?.length} isFlush>
            <Loaded from={zones}>
              {(all) => <LoadZoneTable zones={all} agents={agents.data ?? []} mayChange={isOwner} />}
            </Loaded>
          </Panel>
        )}
        {tab === 'tokens' && <EnrolmentTokens zones={zones.data ?? []} />}
      </TabPanel>
    </Page>
  );
}
