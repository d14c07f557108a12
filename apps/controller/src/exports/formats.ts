import { Readable } from 'node:stream';
import { renderJunit, renderMarkdown } from '@squall/core';
import type { Rollups } from '../aggregation/rollups.ts';
import type { RunResults } from '../results/run-results.ts';
import type { TestRun } from '../runs/test-run.ts';
import { csvExport } from './csv-export.ts';
import { type ExportedRun, exportRun } from './exported-run.ts';
import { htmlReport } from './html-report.ts';
import { jsonExport } from './json-export.ts';
import { reportedRunOf } from './reported-run.ts';

export interface ExportRequest {
  readonly results: RunResults;
  readonly rollups: Rollups;
  readonly run: TestRun;
  readonly names: Pick<ExportedRun, 'testName' | 'startedBy'>;
  readonly nowMs: number;
}

interface Format {
  readonly contentType: string;
  readonly extension: string;
  make(request: ExportRequest): Promise<string | Readable>;
}

const told = ({ results, run, names }: ExportRequest) => exportRun(results, run, names);

export const FORMATS = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    extension: 'csv',
    make: async ({ rollups, run }) => Readable.from(csvExport(rollups, run)),
  },
  json: {
    contentType: 'application/json; charset=utf-8',
    extension: 'json',
    make: async (request) => jsonExport(await told(request), request.results),
  },
  html: {
    contentType: 'text/html; charset=utf-8',
    extension: 'html',
    make: async (request) => htmlReport(await told(request)),
  },
  junit: {
    contentType: 'application/xml; charset=utf-8',
    extension: 'xml',
    make: async (request) => renderJunit(reportedRunOf(await told(request), request.nowMs)),
  },
  markdown: {
    contentType: 'text/markdown; charset=utf-8',
    extension: 'md',
    make: async (request) => renderMarkdown(reportedRunOf(await told(request), request.nowMs)),
  },
} as const satisfies Readonly<Record<string, Format>>;

export type ExportFormat = keyof typeof FORMATS;
export const EXPORT_FORMATS = Object.keys(FORMATS) as readonly ExportFormat[];
