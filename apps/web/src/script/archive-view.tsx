import { useMemo, useState } from 'react';
import { CodeView } from '../components/code-view.tsx';
import { ErrorNotice, Loaded } from '../components/feedback.tsx';
import { CompactSelect } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { type ArchiveContent, readArchive } from './read-archive.ts';

interface ArchiveViewProps {
  readonly archive: { readonly data: ArrayBuffer | undefined; readonly error: Error | null };
}

/** The files of an archive, the main script first. */
export function ArchiveView({ archive }: ArchiveViewProps) {
  return <Loaded from={archive}>{(tar) => <Files tar={tar} />}</Loaded>;
}

function Files({ tar }: { readonly tar: ArrayBuffer }) {
  const content = useMemo(() => tryToRead(tar), [tar]);
  const [path, setPath] = useState<string>();
  if (content instanceof Error) return <ErrorNotice error={content} />;
  const file = content.files.find((each) => each.path === path) ?? content.files[0];
  const { variables } = content;
  return (
    <Panel
      title="Script"
      aside={variables.length > 0 ? `with ${variables.join(', ')}` : undefined}
      isFlush
      actions={
        <CompactSelect
          label="File"
          value={file?.path}
          choices={content.files.map((each) => ({ value: each.path, text: each.path }))}
          onChange={(event) => setPath(event.target.value)}
        />
      }
    >
      <CodeView
        label={file?.path ?? 'Script'}
        isScript={/\.(json|[cm]?[jt]s)$/.test(file?.path ?? '')}
        text={file?.text ?? `${file?.bytes ?? 0} bytes that are not text`}
      />
    </Panel>
  );
}

function tryToRead(tar: ArrayBuffer): ArchiveContent | Error {
  try {
    return readArchive(tar);
  } catch (cause) {
    return new Error('the archive cannot be read', { cause });
  }
}
