import type { Realm } from '../../sandbox/contract.ts';
import { oncePerRealm } from '../per-realm.ts';

/** In gRPC's numbering. */
export const STATUS_NAMES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

export const STATUS = {
  OK: 0,
  CANCELED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

const HEALTH_NAMES: Readonly<Record<string, string>> = {
  Unknown: 'UNKNOWN',
  Serving: 'SERVING',
  NotServing: 'NOT_SERVING',
  // Spelled so in k6.
  ServiceUnkown: 'SERVICE_UNKNOWN',
};

export function statusName(code: number): string {
  return STATUS_NAMES[code] ?? `Code(${code})`;
}

/** The status a script compares with `grpc.Status…`: one object for each code. */
export function statusObject(realm: Realm, code: number): object {
  const { statuses } = codeObjects(realm);
  return statuses[code] ?? codeObject(realm, code, statusName(code));
}

export function healthObject(realm: Realm, code: number): object {
  const { health } = codeObjects(realm);
  return health[code] ?? codeObject(realm, code, String(code));
}

/** `StatusOK` and so on, as the module exports them. */
export function statusConstants(realm: Realm): Readonly<Record<string, object>> {
  const { statuses, health } = codeObjects(realm);
  return Object.fromEntries([
    ...STATUS_NAMES.map((name, code) => [`Status${name}`, statuses[code]]),
    ...Object.keys(HEALTH_NAMES).map((name, code) => [`HealthCheck${name}`, health[code]]),
  ]) as Record<string, object>;
}

const codeObjects = oncePerRealm((realm) => ({
  statuses: STATUS_NAMES.map((name, code) => codeObject(realm, code, name)),
  health: Object.values(HEALTH_NAMES).map((name, code) => codeObject(realm, code, name)),
}));

/** Like k6's host numbers: an object that reads as a number or a name, with the methods that k6 lets show. */
function codeObject(realm: Realm, code: number, name: string): object {
  const object = realm.createObject();
  object.string = realm.native('string', 0, () => name);
  object.unmarshalJSON = realm.native('unmarshalJSON', 1, () => undefined);
  const hidden = { valueOf: () => code, toString: () => name, toJSON: () => code };
  for (const [key, method] of Object.entries(hidden)) {
    Object.defineProperty(object, key, { value: realm.native(key, 0, method) });
  }
  return object;
}
