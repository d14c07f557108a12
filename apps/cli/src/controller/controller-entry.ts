import * as controller from '@squall/controller';

/** What the build puts into a file of its own: no other command needs a server and a database. */
export const libraries = { '@squall/controller': controller };
