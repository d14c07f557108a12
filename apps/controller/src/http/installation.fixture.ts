import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '@squall/testkit';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { memoryStores } from '../database/memory-stores.fixture.ts';
import { issueToken } from '../identity/issue-token.ts';
import type { ProjectRole } from '../identity/roles.ts';
import type { User } from '../identity/user.ts';
import type { Project } from '../projects/project.ts';
import type { Services } from '../services.ts';
import { createServices } from '../startup/create-services.ts';
import { prepareInstallation } from '../startup/first-start.ts';
import type { Stores } from '../storage/stores.ts';
import type { App } from './app.ts';
import { createServer, type ServerOptions } from './create-server.ts';

/** A user, and the secret of a token of hers. */
export interface Someone {
  readonly user: User;
  readonly secret: string;
}

export interface Installation extends AsyncDisposable {
  readonly app: App;
  readonly services: Services;
  readonly stores: Stores;
  readonly clock: VirtualClock;
  readonly oneTimeToken: string;
  readonly logged: string[];
  /** Registered routes, `GET /api/v1/health`. */
  readonly routes: readonly string[];
  call(
    someone: Someone | null,
    request: Omit<InjectOptions, 'method'> & { method: string },
  ): Promise<LightMyRequestResponse>;
}

/** A controller with a database in memory, as it is after its first start. */
export async function install(options: Partial<ServerOptions> = {}): Promise<Installation> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'squall-controller-'));
  const stores = memoryStores();
  const clock = new VirtualClock();
  const logged: string[] = [];
  const log = {
    log: (level: string, message: string, fields?: object) =>
      void logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`),
  };
  const services = await createServices({ dataFolder, stores, clock, log });
  const oneTimeToken = (await prepareInstallation(stores, clock.wallMs())) ?? '';
  const routes: string[] = [];
  const app = await createServer(services, {
    version: '0.0.0',
    onRoute: (method, path) => void routes.push(`${method} ${path}`),
    ...options,
  });
  await app.ready();
  return {
    app,
    services,
    stores,
    clock,
    oneTimeToken,
    logged,
    routes,
    call: (someone, { headers, ...request }) =>
      app.inject({
        ...request,
        headers: { ...(someone && { authorization: `Bearer ${someone.secret}` }), ...headers },
      } as InjectOptions),
    async [Symbol.asyncDispose]() {
      await app.close();
      stores[Symbol.dispose]();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

export interface NewcomerOptions {
  readonly organizationId?: number;
  readonly isOwner?: boolean;
  readonly isOperator?: boolean;
}

/** A new user with a token; in an organization of her own unless one is given. */
export async function newcomer(
  { stores }: Pick<Installation, 'stores'>,
  email: string,
  options: NewcomerOptions = {},
): Promise<Someone> {
  const organizationId =
    options.organizationId ?? (await stores.users.createOrganization(`of ${email}`, 1)).id;
  const user = await stores.users.create({
    organizationId,
    email,
    name: email,
    passwordHash: null,
    organizationRole: options.isOwner === false ? 'member' : 'owner',
    isOperator: options.isOperator ?? false,
    createdAtMs: 1,
  });
  if (user === undefined) throw new Error(`${email} is taken`);
  return { user, secret: await tokenOf({ stores }, user) };
}

export async function tokenOf(
  { stores }: Pick<Installation, 'stores'>,
  user: User,
  limits: { maxRole?: ProjectRole; projectId?: number; expiresAtMs?: number } = {},
): Promise<string> {
  const { maxRole = 'admin', projectId = null, expiresAtMs = null } = limits;
  const wish = { userId: user.id, name: 'test', maxRole, projectId, expiresAtMs };
  return (await issueToken(stores, wish, 1)).secret;
}

/** A project, and somebody with each role in it; all of one organization. */
export interface Team extends Readonly<Record<ProjectRole, Someone>> {
  readonly project: Project;
  readonly owner: Someone;
}

export async function newTeam(installation: Pick<Installation, 'stores'>, name = 'team'): Promise<Team> {
  const { stores } = installation;
  const owner = await newcomer(installation, `owner@${name}.test`);
  const { organizationId } = owner.user;
  const project = await stores.projects.create(organizationId, name, 1);
  const member = async (role: ProjectRole) => {
    const someone = await newcomer(installation, `${role}@${name}.test`, { organizationId, isOwner: false });
    await stores.projects.setRole({ projectId: project.id, userId: someone.user.id, role });
    return someone;
  };
  return {
    project,
    owner,
    viewer: await member('viewer'),
    runner: await member('runner'),
    editor: await member('editor'),
    admin: await member('admin'),
  };
}
