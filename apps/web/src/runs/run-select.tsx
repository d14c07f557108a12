import { type ComponentProps, useId } from 'react';
import type { LoadTest } from '../api/types/project.ts';
import type { Run } from '../api/types/run.ts';
import { formatMoment } from '../format/time.ts';
import { statusOf } from './run-status.ts';
import { runsByTest } from './runs-by-test.ts';

interface RunSelectProps
  extends Pick<ComponentProps<'select'>, 'name' | 'defaultValue' | 'value' | 'onChange'> {
  readonly label: string;
  readonly runs: readonly Run[];
  readonly tests: readonly LoadTest[];
}

/** Any of the runs, under the test it belongs to. */
export function RunSelect({ label, runs, tests, ...rest }: RunSelectProps) {
  const id = useId();
  const byTest = runsByTest(runs);
  const testOf = new Map(tests.map((test) => [test.id, test]));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...rest} id={id} className="input">
        {[...byTest].map(([testId, ofTest]) => (
          <optgroup key={testId} label={testOf.get(testId)?.name ?? `Test ${testId}`}>
            {ofTest.map((run) => (
              <option key={run.id} value={run.id}>
                {describe(run, testOf.get(testId))}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function describe(run: Run, test: LoadTest | undefined): string {
  const mark = run.id === test?.baselineRunId ? ', baseline' : '';
  return `#${run.id}, ${statusOf(run).text.toLowerCase()}, ${formatMoment(run.createdAtMs)}${mark}`;
}
