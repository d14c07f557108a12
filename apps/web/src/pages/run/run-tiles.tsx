import { useQuery } from '@tanstack/react-query';
import { overviewQuery, summaryQuery, thresholdsQuery } from '../../api/result-queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Tiles } from '../../components/tiles.tsx';
import { headlineTiles } from '../../runs/headline-tiles.ts';

/** The headline numbers of a run. */
export function RunTiles({ run }: { readonly run: RunDetails }) {
  const { data: summary } = useQuery(summaryQuery(run));
  const { data: overview } = useQuery(overviewQuery(run));
  const { data: thresholds = [] } = useQuery(thresholdsQuery(run));
  if (summary === undefined) return null;
  const tiles = headlineTiles(summary, { requestsPerS: overview?.requestsPerS ?? [], thresholds });
  return tiles.length === 0 ? null : <Tiles label="Headline numbers" tiles={tiles} />;
}
