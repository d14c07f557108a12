/** A node of the tree that group paths such as `::a::b` describe. */
export interface GroupNode {
  /** '' for the root. */
  readonly name: string;
  readonly path: string;
  /** In the order they were first seen. */
  readonly groups: readonly GroupNode[];
}

interface GrowingNode extends GroupNode {
  readonly groups: GrowingNode[];
}

const SEPARATOR = '::';

/** The tree of all given paths, with the ancestors that are not given themselves. */
export function groupTree(paths: readonly string[]): GroupNode {
  const root: GrowingNode = { name: '', path: '', groups: [] };
  for (const path of paths) {
    let node = root;
    for (const name of path.split(SEPARATOR).slice(1)) node = childOf(node, name);
  }
  return root;
}

function childOf(parent: GrowingNode, name: string): GrowingNode {
  const known = parent.groups.find((group) => group.name === name);
  if (known !== undefined) return known;
  const child: GrowingNode = { name, path: parent.path + SEPARATOR + name, groups: [] };
  parent.groups.push(child);
  return child;
}
