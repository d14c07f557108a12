import { UserError } from '@squall/core';
import {
  type InstanceRecord,
  RECORD_VERSION,
  type RunHead,
  type RunRecord,
  type TenureRecord,
} from './run-record.ts';

/** A run's record in parts, each JSON under a name of its own, so that a change of one writes only that one. */
export type JournalEntries = ReadonlyMap<string, string>;

const HEAD = 'run';
const SETUP_DATA = 'setup-data';
const instanceKey = (instance: number): string => `instance/${instance}`;
const tenureKey = (instance: number, epoch: number): string => `tenure/${instance}/${epoch}`;

export function entriesOf({ head, setupDataJson, instances, tenures }: RunRecord): Map<string, string> {
  const entries = new Map([[HEAD, JSON.stringify(head)]]);
  if (setupDataJson !== undefined) entries.set(SETUP_DATA, setupDataJson);
  instances.forEach((instance, i) => {
    entries.set(instanceKey(i), JSON.stringify(instance));
  });
  tenures.forEach((epochs, i) => {
    epochs.forEach((tenure, epoch) => {
      entries.set(tenureKey(i, epoch), JSON.stringify(tenure));
    });
  });
  return entries;
}

/** @throws UserError for what another version of the program has written. */
export function recordFrom(entries: JournalEntries): RunRecord {
  const head = read<RunHead>(entries, HEAD);
  if (head?.version !== RECORD_VERSION) {
    throw new UserError(
      'UNSUPPORTED',
      'the run was begun by another version of Squall, which alone could go on',
      {
        hint: 'start the run again; let runs end before an upgrade',
      },
    );
  }
  const instances: InstanceRecord[] = [];
  const tenures: TenureRecord[][] = [];
  for (let i = 0; ; i++) {
    const instance = read<InstanceRecord>(entries, instanceKey(i));
    if (instance === undefined) break;
    instances.push(instance);
    tenures.push(readTenures(entries, i));
  }
  return { head, setupDataJson: entries.get(SETUP_DATA), instances, tenures };
}

function readTenures(entries: JournalEntries, instance: number): TenureRecord[] {
  const tenures: TenureRecord[] = [];
  for (let epoch = 0; ; epoch++) {
    const tenure = read<TenureRecord>(entries, tenureKey(instance, epoch));
    if (tenure === undefined) return tenures;
    tenures.push(tenure);
  }
}

/** What is read was written by `entriesOf`. */
function read<T>(entries: JournalEntries, key: string): T | undefined {
  const json = entries.get(key);
  return json === undefined ? undefined : (JSON.parse(json) as T);
}
