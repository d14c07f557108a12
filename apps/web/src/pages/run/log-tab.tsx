import { useEffect, useRef, useState } from 'react';
import type { LogLine, RunDetails } from '../../api/types/run.ts';
import { Empty, ErrorNotice, Loading } from '../../components/feedback.tsx';
import { CompactSelect } from '../../components/field.tsx';
import { FilterField } from '../../components/filter-field.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCount } from '../../format/number.ts';
import { formatClock } from '../../format/time.ts';
import { filterLog, timeMsOf } from '../../runs/filter-log.ts';
import { isOver } from '../../runs/run-status.ts';
import { useRunLog } from '../../runs/use-run-log.ts';

const LEVELS = [
  { value: 'trace', text: 'All levels' },
  { value: 'info', text: 'Info and above' },
  { value: 'warning', text: 'Warnings and errors' },
  { value: 'error', text: 'Errors' },
];

/** More at once would only make the page slow; the filter finds the rest. */
const SHOWN = 2000;

export function LogTab({ run }: { readonly run: RunDetails }) {
  const { lines, isLoading, error } = useRunLog(run.id, !isOver(run));
  const [level, setLevel] = useState('trace');
  const [text, setText] = useState('');
  const matching = filterLog(lines, { level, text });
  return (
    <Panel
      title="Logs"
      aside={`${formatCount(matching.length)} of ${formatCount(lines.length)} lines`}
      isFlush
      actions={
        <>
          <CompactSelect
            label="Level"
            choices={LEVELS}
            value={level}
            onChange={(event) => setLevel(event.target.value)}
          />
          <FilterField label="Filter lines" value={text} onChange={setText} />
        </>
      }
    >
      {error !== null && (
        <div className="panel-body">
          <ErrorNotice error={error} />
        </div>
      )}
      {isLoading && <Loading />}
      {!isLoading && matching.length === 0 && (
        <Empty title={lines.length === 0 ? 'No log lines' : 'No line matches the filter'} />
      )}
      {matching.length > 0 && <Lines lines={matching.slice(-SHOWN)} />}
    </Panel>
  );
}

/** Stays at the end, where new lines come in, unless the reader has scrolled away from it. */
function Lines({ lines }: { readonly lines: readonly LogLine[] }) {
  const list = useRef<HTMLUListElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [lines]);
  const noteScroll = (element: HTMLElement) => {
    isAtEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 8;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <ul ref={list} className="log" tabIndex={0} onScroll={(event) => noteScroll(event.currentTarget)}>
      {lines.map((line) => (
        <li key={line.id}>
          <time>{formatClock(timeMsOf(line))}</time>
          <span className={`log-${line.level}`}>{line.level}</span>
          <span className="log-text">
            {line.line} <Labels labels={line.labels} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Labels({ labels }: Pick<LogLine, 'labels'>) {
  const text = Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return text === '' ? null : <span className="log-labels">{text}</span>;
}
