import type { RunControl } from '@squall/engine';

/** What the REST API needs of a run. */
export type ControlledRun = Pick<RunControl, keyof RunControl>;
