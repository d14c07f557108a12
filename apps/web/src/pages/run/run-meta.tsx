import { useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { useIsSignedIn } from '../../app/session.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Moment, useNow } from '../../components/moment.tsx';
import { formatCount } from '../../format/number.ts';
import { formatSpan } from '../../format/time.ts';
import { loadDurationMs, zoneShares } from '../../runs/run-status.ts';

const SECOND = 1000;

/** Who, when, how long, how much, from where: the first things one asks about a run. */
export function RunMeta({ run }: { readonly run: RunDetails }) {
  const { data: users = [] } = useQuery({ ...usersQuery, enabled: useIsSignedIn() });
  const nowMs = useNow(SECOND);
  const elapsedMs = loadDurationMs(run, nowMs);
  const starter = users.find(({ id }) => id === run.startedBy)?.name;
  return (
    <span className="run-meta">
      {starter !== undefined && <Item icon="account" name="Started by" value={starter} />}
      <Item icon="calendar" name="Created" value={<Moment atMs={run.createdAtMs} />} />
      {elapsedMs !== undefined && (
        <Item icon="schedule" name="Load duration" value={formatSpan(wholeSeconds(elapsedMs))} />
      )}
      {run.maxVUs !== null && (
        <Item icon="users" name="Max VUs" value={`${formatCount(run.maxVUs)} VUs at most`} />
      )}
      <Item icon="zones" name="Load zones" value={zoneShares(run)} />
      {run.note !== '' && <Item icon="edit" name="Note" value={run.note} />}
    </span>
  );
}

interface ItemProps {
  readonly icon: IconName;
  readonly name: string;
  readonly value: React.ReactNode;
}

function Item({ icon, name, value }: ItemProps) {
  return (
    <span className="run-meta-item" title={name}>
      <Icon name={icon} />
      <span className="visually-hidden">{name}: </span>
      <span>{value}</span>
    </span>
  );
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}
