import { useMemo, useState } from 'react';
import type { GeneratorHealth } from '../../api/types/results.ts';
import { Chart } from '../../charts/chart.tsx';
import { GENERATOR_MEASURES, generatorContent } from '../../charts/generator-content.ts';
import { CompactSelect } from '../../components/field.tsx';

/** One measure of all generators, a line for each. */
export function GeneratorCharts({ generators }: { readonly generators: readonly GeneratorHealth[] }) {
  const [measure, setMeasure] = useState('CPU');
  const content = useMemo(() => generatorContent(generators, measure), [generators, measure]);
  return (
    <>
      <div className="chart-controls panel-body-tight">
        <CompactSelect
          label="Measure"
          value={measure}
          choices={GENERATOR_MEASURES.map((name) => ({ value: name, text: name }))}
          onChange={({ target }) => setMeasure(target.value)}
        />
      </div>
      <Chart label={`${measure} of each load generator over time`} content={content} height={200} />
    </>
  );
}
