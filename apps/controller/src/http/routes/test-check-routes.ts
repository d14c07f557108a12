import { Type } from '@fastify/type-provider-typebox';
import { isUserError } from '@squall/core';
import type { StoredArchive } from '../../archives/stored-archive.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import type { Project } from '../../projects/project.ts';
import type { ScriptFacts } from '../../runs/script-facts.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf } from '../app.ts';
import { Id } from '../schemas.ts';

const Checked = Type.Object({
  exports: Type.Array(Type.String(), { description: 'functions that the script exports' }),
  metrics: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), contains: Type.String() })),
  maxVUs: Type.Integer(),
  durationS: Type.Integer({ description: 'the longest it may take, gracefulStop included' }),
});

/** Somebody sits in front of it and waits. */
const PATIENCE_MS = 90_000;

/** Looks at the script of a test without starting a run. */
export function testCheckRoutes(app: App, services: Services): void {
  const { stores, tests, archives } = services;

  app.post(
    '/api/v1/tests/:testId/check',
    {
      schema: {
        tags: ['tests'],
        description:
          'Has an agent run the init code once, and checks options and thresholds by what it finds.',
        params: Type.Object({ testId: Id }),
        response: { 200: Checked },
      },
    },
    async (request) => {
      const { project } = grantOf(request);
      const test = await stores.tests.byId(request.params.testId);
      if (test === undefined) throw notFound('test');
      const { archive } = await tests.checkScript(project, test);
      const { exports, metrics } = await factsOf(services, project, archive);
      // Once more, now that it is known which metrics there are.
      const { maxVUs, durationS } = await tests.checkScript(project, test);
      return { exports: [...exports], metrics: [...metrics], maxVUs, durationS };
    },
  );

  async function factsOf(
    { inspector, gate }: Services,
    { organizationId }: Project,
    stored: StoredArchive,
  ): Promise<ScriptFacts> {
    const isKnown = (await inspector.known(stored)) !== undefined;
    if (!isKnown && gate.poolOf(organizationId).connected.length === 0) {
      throw new ApiError('conflict', 'no agent is connected that could look at the script: start one');
    }
    await using opened = await archives.open(stored);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      return await inspector.factsOf({ stored, source: opened.source, organizationId }, signal);
    } catch (error) {
      if (signal.aborted) throw new ApiError('unavailable', 'no agent has had time to look at the script');
      if (!isUserError(error) || error.code === 'AGENT_LOST') throw error;
      throw new ApiError('script-failed', error.message, { cause: error });
    }
  }
}
