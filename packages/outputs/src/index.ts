export { createOutput } from './create-output.ts';
export type { ControllerAccess, OutputContext, TestOutline } from './output-context.ts';
export { createReport } from './reports/create-report.ts';
export type { Report } from './reports/report.ts';
