import { createHash } from 'node:crypto';
import { type CheckStates, type GroupNode, groupTree } from '@squall/core';
import { RequestFailure } from './answer.ts';

interface Reference {
  readonly type: 'groups';
  readonly id: string;
}

/** A group as `/v1/groups` tells it. */
interface GroupResource extends Reference {
  readonly attributes: {
    readonly path: string;
    readonly name: string;
    /** null for none. */
    readonly checks: readonly CheckAttributes[] | null;
  };
  readonly relationships: {
    readonly groups: { readonly data: readonly Reference[] };
    readonly parent: { readonly data: Reference | null };
  };
}

interface CheckAttributes {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly passes: number;
  readonly fails: number;
}

/** Every group that ended once or in which something was checked, the root first. */
export function allGroups(checks: CheckStates): { readonly data: readonly GroupResource[] } {
  const root = groupTree([...checks.groupPaths(), ...checks.all().map(({ group }) => group)]);
  return { data: flatten(root, null, checks) };
}

/** @throws RequestFailure when there is none of that id. */
export function oneGroup(checks: CheckStates, id: string): { readonly data: GroupResource } {
  const group = allGroups(checks).data.find((one) => one.id === id);
  if (group === undefined) throw new RequestFailure(404, 'Not Found', 'No group with that ID was found');
  return { data: group };
}

function flatten(node: GroupNode, parent: GroupNode | null, checks: CheckStates): GroupResource[] {
  const group: GroupResource = {
    ...referenceTo(node),
    attributes: { path: node.path, name: node.name, checks: checksOf(node, checks) },
    relationships: {
      groups: { data: node.groups.map(referenceTo) },
      parent: { data: parent === null ? null : referenceTo(parent) },
    },
  };
  return [group, ...node.groups.flatMap((child) => flatten(child, node, checks))];
}

function checksOf({ path }: GroupNode, checks: CheckStates): readonly CheckAttributes[] | null {
  const own = checks.all().filter(({ group }) => group === path);
  if (own.length === 0) return null;
  return own.map(({ name, sink }) => {
    const checkPath = `${path}::${name}`;
    return {
      id: md5Hex(checkPath),
      path: checkPath,
      name,
      passes: sink.trues,
      fails: sink.total - sink.trues,
    };
  });
}

const referenceTo = ({ path }: GroupNode): Reference => ({ type: 'groups', id: md5Hex(path) });

function md5Hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
