import { useState } from 'react';
import { useLocation } from 'wouter';
import { runQuery, testQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { ProjectRole } from '../../api/types/identity.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmButton, ConfirmDialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/feedback.tsx';
import { MenuButton, type MenuItem } from '../../components/menu.tsx';
import { mayDo } from '../../projects/role.ts';
import { isOver } from '../../runs/run-status.ts';
import { useStartRun } from '../../runs/use-start-run.ts';
import { CompareDialog } from './compare-dialog.tsx';
import { ExportMenu } from './export-menu.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { ShareButton } from './share-dialog.tsx';

interface RunActionsProps {
  readonly run: RunDetails;
  readonly test: LoadTest;
  readonly role: ProjectRole | undefined;
}

type Open = 'compare' | 'note' | 'delete' | null;

export function RunActions({ run, test, role }: RunActionsProps) {
  const [open, setOpen] = useState<Open>(null);
  const start = useStartRun();
  const baseline = useBaseline(test);
  const close = () => setOpen(null);
  return (
    <>
      <ErrorNotice error={start.error ?? baseline.error} />
      <Button icon="compare" aria-haspopup="dialog" onClick={() => setOpen('compare')}>
        Compare
      </Button>
      {mayDo(role, 'runner') && <ShareButton runId={run.id} />}
      <ExportMenu runId={run.id} />
      <MoreMenu run={run} test={test} role={role} baseline={baseline} onOpen={setOpen} />
      {mayDo(role, 'runner') && !isOver(run) && <StopButton run={run} />}
      {mayDo(role, 'runner') && isOver(run) && test.archiveSha256 !== null && (
        <Button look="primary" icon="play" disabled={start.isPending} onClick={() => start.run(test.id)}>
          Run again
        </Button>
      )}
      {open === 'compare' && <CompareDialog run={run} test={test} onClose={close} />}
      {open === 'note' && <NoteDialog run={run} onClose={close} />}
      {open === 'delete' && <DeleteDialog run={run} onClose={close} />}
    </>
  );
}

function useBaseline(test: LoadTest) {
  return useChange({
    perform: (runId: number | null) =>
      request(`/tests/${test.id}/baseline`, { method: 'PUT', body: { runId } }),
    outdates: [testQuery(test.id).queryKey, ['project', test.projectId]],
  });
}

interface MoreMenuProps extends RunActionsProps {
  readonly baseline: ReturnType<typeof useBaseline>;
  onOpen(dialog: Open): void;
}

function MoreMenu({ run, test, role, baseline, onOpen }: MoreMenuProps) {
  const isBaseline = test.baselineRunId === run.id;
  const items: MenuItem[] = [];
  if (mayDo(role, 'editor') && isOver(run))
    items.push({
      text: isBaseline ? 'No longer the baseline' : 'Make this the baseline',
      hint: 'What later runs are compared with',
      icon: 'pin',
      onSelect: () => baseline.run(isBaseline ? null : run.id),
    });
  if (mayDo(role, 'runner'))
    items.push({
      text: run.note === '' ? 'Add a note' : 'Edit the note',
      icon: 'edit',
      onSelect: () => onOpen('note'),
    });
  if (mayDo(role, 'editor') && isOver(run))
    items.push({ text: 'Delete run', icon: 'trash', isDangerous: true, onSelect: () => onOpen('delete') });
  return items.length === 0 ? null : <MenuButton label="More" icon="more" hasText={false} items={items} />;
}

function StopButton({ run }: Pick<RunActionsProps, 'run'>) {
  const stop = useChange({
    perform: () => request(`/runs/${run.id}/stop`, { method: 'POST' }),
    outdates: [runQuery(run.id).queryKey, ['project', run.projectId]],
  });
  return (
    <ConfirmButton label="Stop run" title={`Stop run ${run.id}`} icon="stop" look="danger" change={stop}>
      The load ends at once, and the run counts as aborted. What was measured so far is kept.
    </ConfirmButton>
  );
}

function DeleteDialog({ run, onClose }: { readonly run: RunDetails; onClose(): void }) {
  const [, navigate] = useLocation();
  const remove = useChange({
    perform: () => request(`/runs/${run.id}`, { method: 'DELETE' }),
    outdates: [['project', run.projectId]],
    onDone: () => navigate(`/tests/${run.testId}`),
  });
  return (
    <ConfirmDialog label="Delete run" title={`Delete run ${run.id}`} change={remove} onClose={onClose}>
      Its results, logs and links are deleted. This cannot be undone.
    </ConfirmDialog>
  );
}
