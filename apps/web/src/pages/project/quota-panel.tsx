import { useQuery } from '@tanstack/react-query';
import { quotaQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { Quota } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { Facts } from '../../components/facts.tsx';
import { Loaded } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCount } from '../../format/number.ts';

const LIMITS = [
  { name: 'maxVUs', label: 'VUs in a run' },
  { name: 'maxDurationS', label: 'Seconds a run may last' },
  { name: 'maxConcurrentRuns', label: 'Runs at once' },
  { name: 'maxLoadZones', label: 'Load zones in a run' },
] as const satisfies readonly { name: keyof Quota; label: string }[];

interface QuotaPanelProps {
  readonly projectId: number;
  readonly mayChange: boolean;
}

/** What runs of the project may use. */
export function QuotaPanel({ projectId, mayChange }: QuotaPanelProps) {
  const quota = useQuery(quotaQuery(projectId));
  return (
    <Panel title="Quota" aside="A run that needs more is refused before it starts.">
      <Loaded from={quota}>
        {(limits) =>
          mayChange ? (
            <QuotaForm projectId={projectId} quota={limits} />
          ) : (
            <Facts
              facts={LIMITS.map(({ name, label }) => ({
                name: label,
                value: limits[name] === null ? 'no limit' : formatCount(limits[name]),
              }))}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function QuotaForm({ projectId, quota }: { readonly projectId: number; readonly quota: Quota }) {
  const save = useChange({
    perform: (body: Quota) => request(`/projects/${projectId}/quota`, { method: 'PUT', body }),
    outdates: [quotaQuery(projectId).queryKey],
  });
  return (
    <Form
      change={save}
      submit="Save quota"
      read={({ number }) => ({
        maxVUs: number('maxVUs'),
        maxDurationS: number('maxDurationS'),
        maxConcurrentRuns: number('maxConcurrentRuns'),
        maxLoadZones: number('maxLoadZones'),
      })}
    >
      <div className="form-row">
        {LIMITS.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            name={name}
            type="number"
            min={0}
            placeholder="no limit"
            defaultValue={quota[name] ?? ''}
          />
        ))}
      </div>
    </Form>
  );
}
