import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { k6ConfigQuery } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { useChange } from '../../api/use-change.ts';
import { Copyable } from '../../components/copyable.tsx';
import { DialogButton } from '../../components/dialog.tsx';
import { Loaded, Notice } from '../../components/feedback.tsx';
import { TextField } from '../../components/field.tsx';
import { Form } from '../../components/form.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';

/** Stays in the commands: a secret must not end up in a screenshot. */
const TOKEN = '<token>';

export function UseWithK6Page() {
  return (
    <Page
      title="Command line"
      lead="Send scripts from a terminal or a pipeline; they show up here while they run."
    >
      <div className="columns-even">
        <WithSquall />
        <WithK6 />
      </div>
    </Page>
  );
}

function WithSquall() {
  return (
    <Panel title="With squall">
      <ol className="steps">
        <li>
          <p>
            Log in once, with an <Link href="/tokens">API token</Link>.
          </p>
          <Copyable
            label="the command to log in"
            text={`squall cloud login --host ${location.origin} --token ${TOKEN}`}
          />
        </li>
        <li>
          <p>Run a script on the agents of this installation; the summary comes back to the terminal.</p>
          <Copyable label="the command to run a script" text="squall cloud run script.js" />
        </li>
        <li>
          <p>Or run it on your own machine, with the results here as well.</p>
          <Copyable
            label="the command to run a script locally"
            text="squall cloud run --local-execution script.js"
          />
        </li>
      </ol>
    </Panel>
  );
}

function WithK6() {
  const config = useQuery(k6ConfigQuery);
  return (
    <Panel title="With an unmodified k6" actions={<ConfigWithToken />}>
      <ol className="steps">
        <li>
          <p>
            Save this as <code>squall.json</code>. It tells k6 where this controller is.
          </p>
          <Loaded from={config}>
            {(content) => <Copyable label="the configuration" text={JSON.stringify(content, null, 2)} />}
          </Loaded>
        </li>
        <li>
          <p>
            Give k6 an <Link href="/tokens">API token</Link>, and the file.
          </p>
          <Copyable
            label="the variables for k6"
            text={`export K6_CONFIG=squall.json\nexport K6_CLOUD_TOKEN=${TOKEN}`}
          />
        </li>
        <li>
          <p>Run a script on the agents here, or on your own machine.</p>
          <Copyable label="the command for k6" text="k6 cloud run script.js" />
          <Copyable
            label="the command for k6 on your machine"
            text="k6 cloud run --local-execution script.js"
          />
          <Copyable label="the command for k6 with an output" text="k6 run --out cloud script.js" />
        </li>
      </ol>
    </Panel>
  );
}

/** The same file with a token in it, for those who want nothing but one file. */
function ConfigWithToken() {
  const create = useChange({
    perform: (tokenName: string) => request('/k6-config', { method: 'POST', body: { tokenName } }),
    outdates: [['tokens']],
  });
  return (
    <DialogButton
      label="File with a token"
      title="Configuration with a token"
      icon="token"
      onOpen={create.reset}
    >
      {() =>
        create.result === undefined ? (
          <Form change={create} submit="Create token" read={({ text }) => text('name')}>
            <TextField label="Name of the token" name="name" placeholder="k6 on my laptop" required />
          </Form>
        ) : (
          <>
            <Notice tone="good">This file is shown only now: the token in it acts for you.</Notice>
            <Copyable label="the configuration" text={JSON.stringify(create.result, null, 2)} />
          </>
        )
      }
    </DialogButton>
  );
}
