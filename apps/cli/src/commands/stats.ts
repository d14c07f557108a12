import { connectRest } from '../rest/connect-rest.ts';
import type { MetricResource } from '../rest/metric-resources.ts';
import type { YamlValue } from '../rest/yaml.ts';
import type { CommandContext } from './command.ts';

/** Shows the metrics of a run. */
export async function stats(context: CommandContext): Promise<number> {
  const client = await connectRest(context, 'read metrics from it');
  const metrics = await client.metrics();
  const { toYaml } = await import('../rest/yaml.ts');
  context.print(toYaml(metrics.map(statsOf)));
  return 0;
}

/** In the form k6 prints them, which tells of each text whether it is set. */
function statsOf({ id, attributes }: MetricResource): YamlValue {
  const { type, contains, tainted, sample } = attributes;
  return {
    name: id,
    type: { type, valid: true },
    contains: { type: contains, valid: true },
    tainted: tainted === null ? '' : String(tainted),
    sample,
  };
}
