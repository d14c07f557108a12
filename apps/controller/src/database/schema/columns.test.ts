import { expect, test } from 'vitest';
import { memoryStores } from '../memory-stores.fixture.ts';

test('times are kept as whole milliseconds, however precise the clock is', async () => {
  using stores = memoryStores();
  const { id } = await stores.users.createOrganization('Team', 1_700_000_000_000.75);
  expect((await stores.users.organization(id))?.createdAtMs).toBe(1_700_000_000_000);
});
