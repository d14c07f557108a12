import type { User } from '../identity/user.ts';
import type { Stores } from '../storage/stores.ts';
import { createStores } from './create-stores.ts';
import { openDatabaseFile } from './open-database.ts';

/** Applying migrations takes longer than most tests. */
let migrated: Buffer | undefined;

export function memoryStores(): Stores & Disposable {
  migrated ??= migratedDatabase();
  const opened = openDatabaseFile(migrated);
  return { ...createStores(opened.database), [Symbol.dispose]: () => opened[Symbol.dispose]() };
}

/** A user with an organization and a project of her own. */
export async function addUser(stores: Stores, email: string, name = email): Promise<User> {
  const organization = await stores.users.createOrganization(`${name}'s organization`, 1);
  const user = await stores.users.create({
    organizationId: organization.id,
    email,
    name,
    passwordHash: null,
    organizationRole: 'owner',
    isOperator: false,
    createdAtMs: 1,
  });
  if (user === undefined) throw new Error(`${email} is taken`);
  return user;
}

function migratedDatabase(): Buffer {
  using opened = openDatabaseFile(':memory:');
  return opened.database.$client.serialize();
}
