import type { Realm } from '../../sandbox/contract.ts';

/**
 * A script's object as JSON, with the numbers JSON has no form for by their names, which protobuf's JSON knows.
 * @throws GoError for cyclic objects
 */
export function requestText(realm: Realm, request: unknown): string {
  if (request === null) throw realm.typeError('Cannot convert undefined or null to object');
  try {
    return JSON.stringify(request, (_key, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    );
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.startsWith('Converting circular')) throw error;
    throw realm.goError('unable to normalize number strings: cyclic reference to an object found');
  }
}
