/** Value of an exported variable whose declaration has not run yet. */
export const UNINITIALISED: unique symbol = Symbol('squall.uninitialised') as never;
