import type { FastifyRequest } from 'fastify';
import type { User } from '../identity/user.ts';
import type { Services } from '../services.ts';

export interface AuditedAction {
  readonly user: User;
  readonly action: string;
  /** `token:12` */
  readonly target: string;
  readonly projectId?: number;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Notes what somebody did; after it was done, before it is answered. */
export async function audited(
  { stores, clock }: Pick<Services, 'stores' | 'clock'>,
  { ip }: Pick<FastifyRequest, 'ip'>,
  { user, action, target, projectId, detail = {} }: AuditedAction,
): Promise<void> {
  await stores.audit.add({
    atMs: clock.wallMs(),
    organizationId: user.organizationId,
    projectId: projectId ?? null,
    userId: user.id,
    actor: user.email,
    action,
    target,
    address: ip,
    detail,
  });
}
