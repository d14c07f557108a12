import type { FastifyRequest } from 'fastify';
import type { User } from '../identity/user.ts';
import type { Services } from '../services.ts';

/** Who did something: a user, or something that acts without one and is named instead. */
export type Actor = Pick<User, 'organizationId' | 'email'> & { readonly id: number | null };

export interface AuditedAction {
  readonly user: Actor;
  readonly action: string;
  /** `token:12` */
  readonly target: string;
  readonly projectId?: number;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Notes what somebody did; after it was done, before it is answered. */
export async function audited(
  { stores, clock }: Pick<Services, 'stores' | 'clock'>,
  request: Pick<FastifyRequest, 'ip'> | null,
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
    address: request?.ip ?? null,
    detail,
  });
}

/** An agent, a generator, or the controller itself. */
export function actorNamed(name: string, organizationId: number): Actor {
  return { id: null, email: name, organizationId };
}
