import { useQuery } from '@tanstack/react-query';
import { runArchiveQuery } from '../../api/queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Empty } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { ArchiveView } from '../../script/archive-view.tsx';

/** The script as it was when the run began; the test may have another one by now. */
export function ScriptTab({ run }: { readonly run: RunDetails }) {
  const archive = useQuery(runArchiveQuery(run.id));
  if (archive.data === null)
    return (
      <Panel title="Script">
        <Empty title="No script">This run only sent its results; the script stayed where it ran.</Empty>
      </Panel>
    );
  return <ArchiveView archive={{ ...archive, data: archive.data }} />;
}
