import { useQuery } from '@tanstack/react-query';
import { deniedTargetsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { DeniedTargets } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { TextAreaField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';

interface DeniedTargetsPanelProps {
  readonly projectId: number;
  readonly mayChange: boolean;
}

const SHOWN_LINES = 5;

/** What runs of the project must never load. */
export function DeniedTargetsPanel({ projectId, mayChange }: DeniedTargetsPanelProps) {
  const denied = useQuery(deniedTargetsQuery(projectId));
  return (
    <Panel title="Denied targets" aside="No run of this project connects to these, whatever its script says.">
      <Loaded from={denied}>
        {({ targets }) => {
          if (mayChange) return <TargetsForm projectId={projectId} targets={targets} />;
          if (targets.length === 0) return <Empty title="No target is denied" />;
          return (
            <ul>
              {targets.map((target) => (
                <li key={target}>
                  <code>{target}</code>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function TargetsForm({ projectId, targets }: { readonly projectId: number } & DeniedTargets) {
  const save = useChange({
    perform: (body: DeniedTargets) =>
      request(`/projects/${projectId}/denied-targets`, { method: 'PUT', body }),
    outdates: [deniedTargetsQuery(projectId).queryKey],
  });
  return (
    <Form change={save} submit="Save denied targets" read={({ lines }) => ({ targets: lines('targets') })}>
      <TextAreaField
        label="One on each line"
        name="targets"
        rows={Math.max(SHOWN_LINES, targets.length + 1)}
        defaultValue={targets.join('\n')}
        placeholder={'*.production.example.com\n10.0.0.0/8'}
        hint="A host, *.host for everything below it, an address, or a network such as 10.0.0.0/8. For runs that begin later."
        spellCheck={false}
      />
    </Form>
  );
}
