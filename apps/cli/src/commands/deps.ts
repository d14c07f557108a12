import { isGiven } from '../flags/global-flags.ts';
import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';

/** Lists what a script imports. Nothing ever has to be built for a script, so the rest of the answer is fixed. */
export async function deps(context: CommandContext): Promise<number> {
  const request = await readTestRequest(context, { includeSystemEnvVars: false });
  const engine = context.engine();
  const imports = await engine.imports(request);
  context.print(isGiven(context.flags, 'json') ? asJSON(imports) : asText(imports));
  return 0;
}

function asJSON(imports: readonly string[]): string {
  return `${JSON.stringify({ buildDependencies: { k6: '*' }, imports, customBuildRequired: false }, null, 2)}\n`;
}

function asText(imports: readonly string[]): string {
  const list = imports.map((name) => `  ${name}\n`).join('');
  return `Build Dependencies:\n  k6: *\n\nImports:\n${list}\nCustom Build Required: no\n`;
}
