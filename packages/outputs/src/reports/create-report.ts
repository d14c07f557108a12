import { type ReportedRun, renderJunit, renderMarkdown } from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import type { Report } from './report.ts';

type ReportFactory = (argument: string, context: Pick<OutputContext, 'env'>) => Report;

const REPORTS: Readonly<Record<string, ReportFactory>> = {
  junit: (argument) => report('junit', argument === '' ? 'junit.xml' : argument, renderJunit),
  markdown(argument, { env }) {
    // What a step appends there is shown on the page of a run of GitHub Actions.
    const page = env.GITHUB_STEP_SUMMARY ?? '';
    if (argument !== '' || page === '') {
      return report('markdown', argument === '' ? 'summary.md' : argument, renderMarkdown);
    }
    return { description: 'markdown (job summary)', file: page, appends: true, render: renderMarkdown };
  },
};

/** The report that `--out NAME[=FILE]` asks for; undefined when the name is no report's. */
export function createReport(spec: string, context: Pick<OutputContext, 'env'>): Report | undefined {
  const equals = spec.indexOf('=');
  const name = equals === -1 ? spec : spec.slice(0, equals);
  const factory = Object.hasOwn(REPORTS, name) ? REPORTS[name] : undefined;
  return factory?.(equals === -1 ? '' : spec.slice(equals + 1), context);
}

function report(name: string, file: string, render: (run: ReportedRun) => string): Report {
  return { description: `${name} (${file === '-' ? 'stdout' : file})`, file, appends: false, render };
}
