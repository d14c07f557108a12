import { PROJECT_ROLES, type ProjectRole } from '../api/types/identity.ts';

/** What each role adds to the one before. */
export const ROLE_CHOICES = [
  { value: 'viewer', text: 'Viewer: sees everything' },
  { value: 'runner', text: 'Runner: starts and stops runs' },
  { value: 'editor', text: 'Editor: changes tests and schedules' },
  { value: 'admin', text: 'Admin: decides who may do what' },
] as const satisfies readonly { value: ProjectRole; text: string }[];

/** Whether a role allows what another is needed for; no role allows nothing. */
export function mayDo(role: ProjectRole | undefined, needed: ProjectRole): boolean {
  return role !== undefined && PROJECT_ROLES.indexOf(role) >= PROJECT_ROLES.indexOf(needed);
}
