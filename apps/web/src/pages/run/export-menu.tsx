import { requestFile } from '../../api/request.ts';
import { useChange } from '../../api/use-change.ts';
import { ErrorNotice } from '../../components/feedback.tsx';
import { MenuButton } from '../../components/menu.tsx';

const FORMATS = [
  { format: 'html', text: 'HTML report', hint: 'To read and to send around' },
  { format: 'json', text: 'JSON', hint: 'Everything, for programs' },
  { format: 'csv', text: 'CSV', hint: 'For spreadsheets' },
  { format: 'junit', text: 'JUnit', hint: 'For build servers' },
  { format: 'markdown', text: 'Markdown', hint: 'For pull requests' },
] as const;

/** Files of the results, in the forms in which others want them. */
export function ExportMenu({ runId }: { readonly runId: number }) {
  const save = useChange({
    perform: (format: string) => requestFile(`/runs/${runId}/export?format=${format}`),
    onDone: download,
  });
  return (
    <>
      <MenuButton
        label="Export"
        icon="download"
        items={FORMATS.map(({ format, text, hint }) => ({ text, hint, onSelect: () => save.run(format) }))}
      />
      <ErrorNotice error={save.error} />
    </>
  );
}

/** Asked for here rather than by a link: visitors of shared pages have to send along what they came with. */
function download(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
