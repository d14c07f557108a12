import { runQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { useChange } from '../../api/use-change.ts';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';

const LONGEST_NOTE = 500;

export function NoteDialog({ run, onClose }: { readonly run: RunDetails; onClose(): void }) {
  const save = useChange({
    perform: (body: { note: string }) => request(`/runs/${run.id}`, { method: 'PATCH', body }),
    outdates: [runQuery(run.id).queryKey, ['project', run.projectId]],
  });
  return (
    <Dialog title="Note" onClose={onClose}>
      <Form change={save} submit="Save note" onDone={onClose} read={({ text }) => ({ note: text('note') })}>
        <TextField
          label="Note"
          name="note"
          defaultValue={run.note}
          maxLength={LONGEST_NOTE}
          hint="What was special about this run: a release, a changed database, a smaller machine."
        />
      </Form>
    </Dialog>
  );
}
