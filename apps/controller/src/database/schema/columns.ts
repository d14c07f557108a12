import { integer } from 'drizzle-orm/sqlite-core';

/** Points in time are epoch milliseconds everywhere. */
export const timeMs = () => integer();
export const flag = () => integer({ mode: 'boolean' });
/** Ids are never used twice, even after the row with the highest one was deleted: others may still name it. */
export const serialId = () => integer().primaryKey({ autoIncrement: true });
