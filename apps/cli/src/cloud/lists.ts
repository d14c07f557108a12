import { EXIT_CODES } from '@squall/core';
import type { CommandContext } from '../commands/command.ts';
import { isGiven } from '../flags/global-flags.ts';
import { chosenProject, requireId } from './cloud-settings.ts';
import { openApi } from './open-api.ts';
import { renderTable } from './table.ts';

interface Listing<T> {
  readonly title: string;
  /** Instead of a table without rows. */
  readonly nothing: string;
  readonly items: readonly T[];
  readonly titles: readonly string[];
  row(item: T): readonly string[];
}

export async function listProjects(context: CommandContext): Promise<number> {
  const { api } = openApi(context);
  return show(context, {
    title: `Projects at ${api.url}:`,
    nothing: 'You can see no project.',
    items: await api.projects(),
    titles: ['ID', 'NAME', 'DEFAULT'],
    row: ({ id, name, is_default }) => [String(id), name, yesOrNo(is_default)],
  });
}

export async function listTests(context: CommandContext): Promise<number> {
  const { api, stored } = openApi(context);
  const flag = context.flags['project-id']?.at(-1);
  const chosen = flag === undefined ? chosenProject(context.env, stored) : requireId(flag, '--project-id');
  const projectId = chosen ?? (await api.account()).default_project_id;
  return show(context, {
    title: `Tests in project ${projectId}:`,
    nothing: 'No tests found.',
    items: await api.tests(projectId),
    titles: ['ID', 'NAME', 'CREATED', 'UPDATED'],
    row: ({ id, name, created, updated }) => [String(id), name, minuteOf(created), minuteOf(updated)],
  });
}

export async function listLoadZones(context: CommandContext): Promise<number> {
  const { api } = openApi(context);
  return show(context, {
    title: `Load zones at ${api.url}:`,
    nothing: 'There are no load zones.',
    items: await api.loadZones(),
    titles: ['ID', 'NAME', 'TYPE', 'AVAILABLE'],
    row: (zone) => [
      zone.k6_load_zone_id,
      zone.name,
      zone.public ? 'public' : 'private',
      yesOrNo(zone.available),
    ],
  });
}

function show<T>(
  { flags, print }: CommandContext,
  { title, nothing, items, titles, row }: Listing<T>,
): number {
  if (isGiven(flags, 'json')) print(`${JSON.stringify({ value: items })}\n`);
  else print(`${title}\n${items.length === 0 ? `${nothing}\n` : renderTable(titles, items.map(row))}`);
  return EXIT_CODES.OK;
}

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

/** `2026-01-31 09:05`, in UTC. */
const minuteOf = (time: string): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
