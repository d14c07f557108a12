import './shared.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { runQuery, sharedRunQuery } from '../../api/queries.ts';
import { rememberShareToken } from '../../api/request.ts';
import type { SharedRun } from '../../api/types/sharing.ts';
import { Brand } from '../../app/brand.tsx';
import { ThemeButton } from '../../app/theme-button.tsx';
import { Empty, Failed, Loaded, Loading } from '../../components/feedback.tsx';
import { formatMoment } from '../../format/time.ts';
import { ExportMenu } from '../run/export-menu.tsx';
import { RunReport } from '../run/run-report.tsx';

/** One run, for whoever follows a link to it. */
export function SharedPage({ token }: { readonly token: string }) {
  const isReady = useShareToken(token);
  const shared = useQuery({ ...sharedRunQuery(token), enabled: isReady });
  return (
    <div className="shared">
      <header className="shared-head">
        <Brand />
        <span className="muted shared-expiry">{shared.data && expiryInWords(shared.data)}</span>
        <ThemeButton />
      </header>
      <main>
        {shared.error !== null && shared.data === undefined ? (
          <Empty title="This link leads nowhere">
            It has expired or was revoked. Ask whoever sent it for another one.
          </Empty>
        ) : (
          <Loaded from={{ data: shared.data, error: null }}>
            {(found) => <SharedReport token={token} shared={found} />}
          </Loaded>
        )}
      </main>
    </div>
  );
}

function SharedReport({ token, shared }: { readonly token: string; readonly shared: SharedRun }) {
  const { data: run, error } = useQuery(runQuery(shared.runId));
  if (run === undefined) return error === null ? <Loading /> : <Failed error={error} />;
  return (
    <RunReport
      run={run}
      title={`${shared.testName} #${run.id}`}
      path={`/shared/${token}`}
      actions={<ExportMenu runId={run.id} />}
    />
  );
}

/** All that is asked for while the page is open goes with the token, and nothing afterwards. */
function useShareToken(token: string): boolean {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    rememberShareToken(token);
    setReady(true);
    return () => rememberShareToken(null);
  }, [token]);
  return isReady;
}

function expiryInWords({ expiresAtMs }: SharedRun): string {
  return expiresAtMs === null ? 'Shared with you' : `Shared with you until ${formatMoment(expiresAtMs)}`;
}
