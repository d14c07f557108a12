import { useLocation } from 'wouter';
import { request } from '../api/request.ts';
import type { Run } from '../api/types/run.ts';
import { type Change, useChange } from '../api/use-change.ts';

/** Starts a test with the script it has now, and goes to the run. */
export function useStartRun(): Change<number, Run> {
  const [, navigate] = useLocation();
  return useChange({
    perform: (testId: number) => request<Run>(`/tests/${testId}/runs`, { method: 'POST' }),
    outdates: [['project']],
    onDone: ({ id }) => navigate(`/runs/${id}`),
  });
}
