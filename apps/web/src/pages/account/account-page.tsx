import { sessionQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { useChange } from '../../api/use-change.ts';
import { useUser } from '../../app/session.tsx';
import { Notice } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';

const MIN_PASSWORD_LENGTH = 10;

export function AccountPage() {
  const { email } = useUser();
  return (
    <Page title="Account" lead={email}>
      <div className="stack">
        <Profile />
        <Password />
      </div>
    </Page>
  );
}

function useChangeOfMe<T>() {
  return useChange({
    perform: (body: T) => request('/me', { method: 'PATCH', body }),
    outdates: [sessionQuery.queryKey],
  });
}

function Profile() {
  const { name } = useUser();
  const change = useChangeOfMe<{ name: string }>();
  return (
    <Panel title="Profile">
      <div className="narrow">
        <Form change={change} submit="Save" read={({ text }) => ({ name: text('name') })}>
          <TextField label="Name" name="name" defaultValue={name} autoComplete="name" required />
        </Form>
      </div>
    </Panel>
  );
}

interface NewPassword {
  readonly password: string;
  readonly currentPassword?: string;
}

function Password() {
  const { hasPassword } = useUser();
  const change = useChangeOfMe<NewPassword>();
  return (
    <Panel title={hasPassword ? 'Change password' : 'Choose a password'}>
      <div className="narrow stack">
        {!hasPassword && (
          <Notice tone="warn">
            A one-time token works once: without a password you cannot sign in to these pages again.
          </Notice>
        )}
        <Form
          change={change}
          submit={hasPassword ? 'Change password' : 'Set password'}
          read={({ exact }) => ({
            password: exact('password'),
            ...(hasPassword && { currentPassword: exact('current') }),
          })}
        >
          {hasPassword && (
            <TextField
              label="Current password"
              name="current"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
          <TextField
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={MIN_PASSWORD_LENGTH}
            hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
            required
          />
        </Form>
      </div>
    </Panel>
  );
}
