import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { projectsQuery } from '../api/queries.ts';
import type { Project } from '../api/types/project.ts';
import { useUser } from './session.tsx';

const KEY = 'squall-project';

/** The project an address names, if any. */
export function projectInPath(path: string): number | undefined {
  const id = /^\/projects\/(\d+)/.exec(path)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** The project the navigation is about: of the address, or the last one that was. */
export function useCurrentProject(): { current: Project | undefined; all: readonly Project[] } {
  const { data: all = [] } = useQuery(projectsQuery);
  const { defaultProjectId } = useUser();
  const [path] = useLocation();
  const named = projectInPath(path);
  useEffect(() => {
    if (named !== undefined) sessionStorage.setItem(KEY, String(named));
  }, [named]);
  const wanted = named ?? (Number(sessionStorage.getItem(KEY)) || defaultProjectId);
  return { current: all.find(({ id }) => id === wanted) ?? all[0], all };
}
