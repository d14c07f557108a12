import { projectQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { ProjectDetails } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { mayDo } from '../../projects/role.ts';

/** How long runs are kept. */
export function RetentionPanel({ project }: { readonly project: ProjectDetails }) {
  const { id, retentionDays, role } = project;
  const save = useChange({
    perform: (body: { retentionDays: number | null }) =>
      request(`/projects/${id}`, { method: 'PATCH', body }),
    outdates: [projectQuery(id).queryKey],
  });
  return (
    <Panel title="Retention" aside="Baselines are kept for as long as they are one.">
      {mayDo(role, 'admin') ? (
        <div className="narrow">
          <Form
            change={save}
            submit="Save retention"
            read={({ number }) => ({ retentionDays: number('days') })}
          >
            <TextField
              label="Days to keep runs"
              name="days"
              type="number"
              min={1}
              placeholder="for ever"
              defaultValue={retentionDays ?? ''}
              hint="Older runs are deleted with everything they measured. Left empty, nothing is."
            />
          </Form>
        </div>
      ) : (
        <p>
          {retentionDays === null ? 'Runs are kept for ever.' : `Runs are kept for ${retentionDays} days.`}
        </p>
      )}
    </Panel>
  );
}
