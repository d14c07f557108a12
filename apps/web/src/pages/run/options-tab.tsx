import type { RunDetails } from '../../api/types/run.ts';
import { CodeView } from '../../components/code-view.tsx';
import { Panel } from '../../components/panel.tsx';

/** The options the run was started with, without those that nobody set. */
export function OptionsTab({ run }: { readonly run: RunDetails }) {
  const set = Object.fromEntries(Object.entries(run.options).filter(([, value]) => value !== null));
  return (
    <Panel title="Options" aside="As they were when the run began" isFlush>
      <CodeView label="Options" text={JSON.stringify(set, null, 2)} />
    </Panel>
  );
}
