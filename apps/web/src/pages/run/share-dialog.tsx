import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { shareQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import type { IssuedShare, ShareState } from '../../api/types/sharing.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../components/button.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNotice, Loaded } from '../../components/feedback.tsx';
import { SelectField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { formatMoment } from '../../format/time.ts';

export function ShareButton({ runId }: { readonly runId: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon="share" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Share
      </Button>
      {isOpen && <ShareDialog runId={runId} onClose={() => setOpen(false)} />}
    </>
  );
}

function ShareDialog({ runId, onClose }: { readonly runId: number; onClose(): void }) {
  const state = useQuery(shareQuery(runId));
  const create = useChange({
    perform: (expiresInDays: number | null) =>
      request<IssuedShare>(`/runs/${runId}/share`, { method: 'POST', body: { expiresInDays } }),
    outdates: [shareQuery(runId).queryKey],
  });
  return (
    <Dialog title="Share this run" onClose={onClose}>
      <p className="muted">
        Whoever has the link sees this one run without signing in, and can change nothing.
      </p>
      {create.result !== undefined && (
        // As this browser reaches the controller, which may know itself under another name.
        <Copyable label="the link" text={`${location.origin}/shared/${create.result.token}`} />
      )}
      <Loaded from={state}>
        {(share) => (
          <>
            {share.isShared && <CurrentLink runId={runId} share={share} onRevoked={create.reset} />}
            {create.result === undefined && (
              <Form
                change={create}
                submit={share.isShared ? 'Replace the link' : 'Create link'}
                icon="link"
                read={({ number }) => number('days')}
              >
                <SelectField label="The link is good for" name="days" choices={LIFETIMES} defaultValue="30" />
              </Form>
            )}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

const LIFETIMES = [
  { value: '1', text: 'One day' },
  { value: '7', text: 'One week' },
  { value: '30', text: '30 days' },
  { value: '', text: 'Until it is revoked' },
];

interface CurrentLinkProps {
  readonly runId: number;
  readonly share: ShareState;
  onRevoked(): void;
}

/** The controller keeps no links, only what it takes to recognize one. */
function CurrentLink({ runId, share, onRevoked }: CurrentLinkProps) {
  const revoke = useChange({
    perform: () => request(`/runs/${runId}/share`, { method: 'DELETE' }),
    outdates: [shareQuery(runId).queryKey],
    onDone: onRevoked,
  });
  return (
    <div className="share-current">
      <p>
        {share.expiresAtMs === null
          ? 'Shared until the link is revoked.'
          : `Shared until ${formatMoment(share.expiresAtMs)}.`}{' '}
        <span className="muted">The link is shown only when it is made.</span>
      </p>
      <ErrorNotice error={revoke.error} />
      <Button look="danger" disabled={revoke.isPending} onClick={() => revoke.run()}>
        Revoke link
      </Button>
    </div>
  );
}
