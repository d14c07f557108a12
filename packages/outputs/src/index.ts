export { createOutput } from './create-output.ts';
export type { OutputContext } from './output-context.ts';
