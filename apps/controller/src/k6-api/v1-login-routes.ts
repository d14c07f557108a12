import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../audit/audited.ts';
import { ApiError } from '../errors/api-error.ts';
import type { App } from '../http/app.ts';
import { SLOW } from '../http/routes/session-routes.ts';
import { issueToken } from '../identity/issue-token.ts';
import type { Services } from '../services.ts';

/** Logins of clients before v2. */
export function v1LoginRoutes(app: App, services: Services): void {
  const { stores, signIn, identifier, clock } = services;

  app.post(
    '/v1/login',
    {
      config: SLOW,
      schema: {
        hide: true,
        body: Type.Object({
          email: Type.String({ maxLength: 254 }),
          password: Type.String({ maxLength: 1000 }),
        }),
      },
    },
    async (request) => {
      const user = await signIn.userByPassword(request.body.email, request.body.password);
      if (user === undefined) throw new ApiError('sign-in-failed', 'the e-mail address or password is wrong');
      const { token, secret } = await issueToken(
        stores,
        { userId: user.id, name: 'k6 login', maxRole: 'admin', projectId: null, expiresAtMs: null },
        clock.wallMs(),
      );
      await audited(services, request, { user, action: 'token.create', target: `token:${token.id}` });
      return { token: secret };
    },
  );

  app.post(
    '/v1/validate-token',
    {
      config: SLOW,
      schema: { hide: true, body: Type.Object({ token: Type.String({ maxLength: 100 }) }) },
    },
    async (request) => {
      const principal = await identifier.bySecret(request.body.token);
      const isValid = principal?.kind === 'user';
      return {
        is_valid: isValid,
        message: isValid ? '' : 'the token is wrong, has expired or was revoked',
        'token-info': '',
      };
    },
  );
}
