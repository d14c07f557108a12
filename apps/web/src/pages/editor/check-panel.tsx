import { useMemo } from 'react';
import { Chart } from '../../charts/chart.tsx';
import { planContent } from '../../charts/plan-content.ts';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCount } from '../../format/number.ts';
import { formatSpan } from '../../format/time.ts';
import type { ScriptCheck } from '../../script/check-script.ts';
import type { TestOutline } from '../../script/outline-of.ts';

/** What the script would do, or why it cannot be started; as it is typed. */
export function CheckPanel({ check }: { readonly check: ScriptCheck }) {
  if (check.kind === 'wrong')
    return (
      <Panel title="Check">
        <Notice tone="bad">
          {check.line !== undefined && <strong>Line {check.line}: </strong>}
          {check.message}
        </Notice>
      </Panel>
    );
  return (
    <Panel title="Check" aside="ready to run">
      <Outline outline={check.outline} />
    </Panel>
  );
}

function Outline({ outline }: { readonly outline: TestOutline }) {
  const { maxVUs, maxDurationMs, scenarios, warnings } = outline;
  const content = useMemo(() => planContent(outline), [outline]);
  return (
    <div className="stack editor-plan">
      {warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      <Facts
        facts={[
          { name: 'Max VUs', value: formatCount(maxVUs) },
          { name: 'At most', value: formatSpan(maxDurationMs) },
        ]}
      />
      <Chart label={`Planned VUs, at most ${maxVUs}`} content={content} height={150} />
      <ul className="editor-scenarios" aria-label="Scenarios">
        {scenarios.map(({ name, executor }) => (
          <li key={name}>
            <span>{name}</span>
            <code className="muted">{executor}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
