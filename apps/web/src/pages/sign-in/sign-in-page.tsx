import './sign-in.css';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/queries.ts';
import { rememberCsrfToken, request } from '../../api/request.ts';
import type { Credentials, Session } from '../../api/types/identity.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import type { FormValues } from '../../components/read-form.ts';
import mark from '../../design/mark.svg';

type Way = 'password' | 'one-time-token';

export function SignInPage() {
  const [way, setWay] = useState<Way>('password');
  const client = useQueryClient();
  const signIn = useChange({
    perform: (credentials: Credentials) =>
      request<Session>('/session', { method: 'POST', body: credentials }),
    onDone: (session) => {
      rememberCsrfToken(session.csrfToken);
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
  const change = () => {
    signIn.reset();
    setWay(way === 'password' ? 'one-time-token' : 'password');
  };
  return (
    <main className="sign-in">
      <div className="sign-in-head">
        <img src={mark} alt="" width="40" height="40" />
        <h1>Sign in to Squall</h1>
      </div>
      <div className="sign-in-card">
        <Form key={way} change={signIn} submit="Sign in" read={(values) => readCredentials(way, values)}>
          {way === 'password' ? <PasswordFields /> : <TokenField />}
        </Form>
        <div className="sign-in-switch">
          <Button look="quiet" onClick={change}>
            {way === 'password' ? 'Use a one-time token instead' : 'Use a password instead'}
          </Button>
        </div>
      </div>
    </main>
  );
}

function readCredentials(way: Way, { text, exact }: FormValues): Credentials {
  return way === 'password'
    ? { email: text('email'), password: exact('password') }
    : { oneTimeToken: text('oneTimeToken') };
}

function PasswordFields() {
  return (
    <>
      <TextField label="E-mail address" name="email" type="email" autoComplete="username" required />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
    </>
  );
}

function TokenField() {
  return (
    <TextField
      label="One-time token"
      name="oneTimeToken"
      hint="The controller prints one when it starts for the first time; an invitation is one, too."
      spellCheck={false}
      required
    />
  );
}
