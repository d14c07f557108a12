import { Link } from 'wouter';
import { Copyable } from '../../components/copyable.tsx';
import { Panel } from '../../components/panel.tsx';
import { agentCommand } from './agent-command.ts';

/** How a machine comes to make load. */
export function StartAgent() {
  return (
    <Panel title="Add a machine">
      <ol className="steps">
        <li>
          <p>
            Create an <Link href="/agents?tab=tokens">enrolment token</Link> for the load zone the machine is
            in.
          </p>
        </li>
        <li>
          <p>Start an agent there. It joins with the token once, and connects by itself ever after.</p>
          <Copyable label="the command" text={agentCommand('<token>')} />
        </li>
      </ol>
    </Panel>
  );
}
