import { Link } from 'wouter';
import { Copyable } from '../../components/copyable.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';

/** Stays in the commands: a secret must not end up in a screenshot. */
const TOKEN = '<token>';

export function UseWithK6Page() {
  const variables = [`export K6_CLOUD_HOST=${location.origin}`, `export K6_CLOUD_TOKEN=${TOKEN}`].join('\n');
  return (
    <Page
      title="Command line"
      lead="Send scripts from a terminal or a pipeline; they show up here while they run."
    >
      <div className="stack">
        <Panel title="Where to, and as whom">
          <div className="stack">
            <p>
              Create an <Link href="/tokens">API token</Link> and set these two variables. An unmodified k6
              understands them as well.
            </p>
            <Copyable label="the variables" text={variables} />
          </div>
        </Panel>
        <Panel title="On the agents of this installation">
          <div className="stack">
            <p>
              Start a test from its page. An archive that k6 sends is kept, but cannot be run on agents yet.
            </p>
          </div>
        </Panel>
        <Panel title="On your own machine, with the results here">
          <div className="stack">
            <Copyable label="the command for k6" text="k6 cloud run --local-execution script.js" />
            <Copyable label="the command for k6 with an output" text="k6 run --out cloud script.js" />
          </div>
        </Panel>
      </div>
    </Page>
  );
}
