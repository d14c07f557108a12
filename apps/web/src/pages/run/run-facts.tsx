import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { usersQuery } from '../../api/queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Facts } from '../../components/facts.tsx';
import { Moment, useNow } from '../../components/moment.tsx';
import { formatCount } from '../../format/number.ts';
import { formatSpan } from '../../format/time.ts';
import { loadDurationMs, progressOf, zonesInShort } from '../../runs/run-status.ts';

const SECOND = 1000;

/** Who, when, where, how much: the first things one asks about a run. */
export function RunFacts({ run }: { readonly run: RunDetails }) {
  const { data: users = [] } = useQuery(usersQuery);
  const nowMs = useNow(SECOND);
  const elapsedMs = loadDurationMs(run, nowMs);
  const progress = progressOf(run, nowMs);
  const starter = users.find(({ id }) => id === run.startedBy);
  return (
    <div className="panel">
      <div className="panel-body">
        <Facts
          isLarge
          facts={[
            {
              name: 'Load duration',
              value: elapsedMs === undefined ? '–' : formatSpan(wholeSeconds(elapsedMs)),
            },
            {
              name: 'Planned, at most',
              value: run.estimatedDurationS === null ? '–' : formatSpan(run.estimatedDurationS * SECOND),
            },
            { name: 'Max VUs', value: run.maxVUs === null ? '–' : formatCount(run.maxVUs) },
            { name: 'Where', value: <Breakable text={zonesInShort(run)} /> },
            { name: 'Started by', value: starter?.name ?? '–' },
            { name: 'Created', value: <Moment atMs={run.createdAtMs} /> },
          ]}
        />
        {progress !== undefined && (
          <div
            className="progress"
            role="progressbar"
            aria-label="Progress"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(progress * 100)}
          >
            <span style={{ width: `${progress * 100}%` }} />
          </div>
        )}
      </div>
    </div>
  );
}

/** Ids of load zones are broken where their parts end. */
function Breakable({ text }: { readonly text: string }) {
  const [first, ...others] = text.split(':');
  return (
    <>
      {first}
      {others.map((part) => (
        <Fragment key={part}>
          :<wbr />
          {part}
        </Fragment>
      ))}
    </>
  );
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}
