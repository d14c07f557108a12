import { useQuery } from '@tanstack/react-query';
import { runArchiveQuery } from '../../api/queries.ts';
import { CodeView } from '../../components/code-view.tsx';
import { Empty } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { ArchiveView } from '../../script/archive-view.tsx';
import type { RunTabProps } from './run-report.tsx';

/** The script and the options as they were when the run began; the test may have others by now. */
export function ScriptTab({ run }: RunTabProps) {
  const archive = useQuery(runArchiveQuery(run.id));
  return (
    <div className="stack">
      {archive.data === null ? (
        <Panel title="Script" isFlush>
          <Empty title="No script">This run only sent its results; the script stayed where it ran.</Empty>
        </Panel>
      ) : (
        <ArchiveView archive={{ ...archive, data: archive.data }} />
      )}
      <Options options={run.options} />
    </div>
  );
}

/** Without those that nobody set. */
function Options({ options }: Pick<RunTabProps['run'], 'options'>) {
  return (
    <Panel title="Options" aside="as they were when the run began" isFlush>
      <CodeView label="Options" isScript text={JSON.stringify(options, withoutNulls, 2)} />
    </Panel>
  );
}

function withoutNulls(_: string, value: unknown): unknown {
  return value ?? undefined;
}
