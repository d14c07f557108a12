/** What a controller has to know to go on with its runs after a restart: texts by name, for each run. */
export interface RunJournalStore {
  /** In place of what has the same names. Safe when it returns: agents are told what follows from it right afterwards. */
  write(runId: number, entries: ReadonlyMap<string, string>): void;
  read(runId: number): Promise<ReadonlyMap<string, string>>;
  /** The run is over. */
  remove(runId: number): Promise<void>;
}

/** Who has asked for the run to be stopped: besides the entries of the coordinator, which never have this name. */
export const STOPPED_BY = 'stopped-by';

/** Whether agents may have been told something: an entry of the coordinator. */
export function isBegun(journal: ReadonlyMap<string, string>): boolean {
  return [...journal.keys()].some((key) => key !== STOPPED_BY);
}
