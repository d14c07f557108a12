import { customType, integer } from 'drizzle-orm/sqlite-core';

/** Points in time are whole epoch milliseconds everywhere; clocks may be more precise than that. */
export const timeMs = customType<{ data: number; driverData: number }>({
  dataType: () => 'integer',
  toDriver: Math.floor,
});
export const flag = () => integer({ mode: 'boolean' });
/** Ids are never used twice, even after the row with the highest one was deleted: others may still name it. */
export const serialId = () => integer().primaryKey({ autoIncrement: true });
