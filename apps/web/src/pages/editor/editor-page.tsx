import './editor.css';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { projectQuery, testArchiveQuery, testQuery, testsQuery } from '../../api/queries.ts';
import type { LoadTest } from '../../api/types/project.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice, Loaded } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { checkScript } from '../../script/check-script.ts';
import { readArchive } from '../../script/read-archive.ts';
import { CheckPanel } from './check-panel.tsx';
import { CodeEditor } from './code-editor.tsx';
import { FIRST_SCRIPT } from './first-script.ts';
import { type Draft, saveScript, startScript } from './save-script.ts';

type EditorPageProps = { readonly projectId: number } | { readonly testId: number };

export function EditorPage(props: EditorPageProps) {
  if ('projectId' in props) return <Editor projectId={props.projectId} />;
  return <ExistingTest testId={props.testId} />;
}

function ExistingTest({ testId }: { readonly testId: number }) {
  const { data: test, error } = useQuery(testQuery(testId));
  const archive = useQuery(testArchiveQuery(testId, test?.archiveSha256 ?? null));
  if (test?.archiveSha256 === null) return <Editor projectId={test.projectId} test={test} />;
  return (
    <Loaded from={{ data: archive.data, error: error ?? archive.error }}>
      {(tar) => test !== undefined && <Editor projectId={test.projectId} test={test} archive={tar} />}
    </Loaded>
  );
}

interface EditorProps {
  readonly projectId: number;
  readonly test?: LoadTest;
  readonly archive?: ArrayBuffer;
}

function Editor({ projectId, test, archive }: EditorProps) {
  const { data: project } = useQuery(projectQuery(projectId));
  const [, navigate] = useLocation();
  // Only at first: what is saved meanwhile must not replace what is typed.
  const [initialText] = useState(() => (archive === undefined ? FIRST_SCRIPT : readArchive(archive).main));
  const [source, setSource] = useState(initialText);
  const [name, setName] = useState(test?.name ?? '');
  const checked = useDeferredValue(source);
  const check = useMemo(() => checkScript(checked), [checked]);

  const outdates = [testsQuery(projectId).queryKey, ['test'], ['project', projectId]];
  const save = useChange({
    perform: (draft: Draft) => saveScript(draft),
    outdates,
    onDone: (testId) => navigate(`/tests/${testId}`),
  });
  const run = useChange({
    perform: (draft: Draft) => startScript(draft),
    outdates,
    onDone: (runId) => navigate(`/runs/${runId}`),
  });
  const draft: Draft = { projectId, testId: test?.id, name: name.trim(), source, earlier: archive };
  const isReady = check.kind === 'right' && draft.name !== '' && !save.isPending && !run.isPending;

  return (
    <Page
      title={test === undefined ? 'New test' : `Edit ${test.name}`}
      crumbs={[
        { text: project?.name ?? 'Project', to: `/projects/${projectId}/tests` },
        ...(test === undefined ? [] : [{ text: test.name, to: `/tests/${test.id}` }]),
      ]}
      actions={
        <>
          <Button disabled={!isReady} onClick={() => save.run(draft)}>
            Save
          </Button>
          <Button look="primary" icon="play" disabled={!isReady} onClick={() => run.run(draft)}>
            Save and run
          </Button>
        </>
      }
    >
      {test === undefined && (
        <div className="editor-name">
          <TextField
            label="Name of the test"
            value={name}
            maxLength={300}
            required
            onChange={(event) => setName(event.target.value)}
          />
        </div>
      )}
      <ErrorNotice error={save.error ?? run.error} />
      <div className="editor">
        <Panel title="Script" isFlush>
          <CodeEditor
            label="Script"
            initialText={initialText}
            wrongLine={check.kind === 'wrong' ? check.line : undefined}
            onChange={setSource}
          />
        </Panel>
        <CheckPanel check={check} />
      </div>
    </Page>
  );
}
