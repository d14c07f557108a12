import { type Static, type TSchema, Type } from '@fastify/type-provider-typebox';
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../identity/roles.ts';
import { RUN_STATES } from '../runs/run-state.ts';

/** Building blocks of several resources. Bodies refuse what they do not know, so that mistakes are noticed. */
export const STRICT = { additionalProperties: false };

export const Id = Type.Integer({ minimum: 1, maximum: 2 ** 53 - 1 });
/** Two types rather than a union: members of a union are tried in turn, and the first would turn null into 0. */
export const Nullable = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | null>(
    'type' in schema ? { ...schema, type: [schema.type, 'null'] } : { anyOf: [schema, { type: 'null' }] },
  );
export const TimeMs = Type.Integer({ minimum: 0, description: 'milliseconds since 1970' });
export const Name = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' });
export const Email = Type.String({ maxLength: 254, format: 'email' });
export const ProjectRoleName = Type.Enum([...PROJECT_ROLES]);
export const OrganizationRoleName = Type.Enum([...ORGANIZATION_ROLES]);
export const RunStateName = Type.Enum([...RUN_STATES]);

export const Empty = Type.Null({ description: 'done' });

export const PageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    beforeId: Type.Optional(Id),
  },
  STRICT,
);

export const ErrorAnswer = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    target: Type.Optional(Type.String()),
  }),
});
