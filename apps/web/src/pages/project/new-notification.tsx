import { notificationsQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { RUN_EVENTS, type RunEvent } from '../../api/types/sharing.ts';
import { useChange } from '../../api/use-change.ts';
import { Copyable } from '../../components/copyable.tsx';
import { DialogButton } from '../../components/dialog.tsx';
import { Notice } from '../../components/feedback.tsx';
import { CheckField, TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';

const EVENT_TEXT: Readonly<Record<RunEvent, string>> = {
  'run.started': 'A run starts',
  'run.ended': 'A run ends',
  'run.failed': 'A run fails',
};

interface NotificationWish {
  readonly url: string;
  readonly events: readonly string[];
}

export function NewNotification({ projectId }: { readonly projectId: number }) {
  const create = useChange({
    perform: (body: NotificationWish) =>
      request<{ secret: string }>(`/projects/${projectId}/notifications`, { method: 'POST', body }),
    outdates: [notificationsQuery(projectId).queryKey],
  });
  return (
    <DialogButton label="New notification" title="New notification" icon="plus" onOpen={create.reset}>
      {() =>
        create.result === undefined ? (
          <Form
            change={create}
            submit="Create notification"
            read={({ text, checked }) => ({ url: text('url'), events: checked('events') })}
          >
            <TextField
              label="Address"
              name="url"
              type="url"
              placeholder="https://chat.example.com/hooks/load-tests"
              hint="Gets a POST with a JSON body."
              spellCheck={false}
              required
            />
            <fieldset className="fields">
              <legend>When</legend>
              {RUN_EVENTS.map((event) => (
                <CheckField
                  key={event}
                  name="events"
                  value={event}
                  label={EVENT_TEXT[event]}
                  defaultChecked={event === 'run.failed'}
                />
              ))}
            </fieldset>
          </Form>
        ) : (
          <>
            <Notice tone="good">
              Messages are signed with this secret, which is shown only now: give it to the receiver.
            </Notice>
            <Copyable label="the secret" text={create.result.secret} />
          </>
        )
      }
    </DialogButton>
  );
}
