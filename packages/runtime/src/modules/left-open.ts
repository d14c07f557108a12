import type { VUContext } from '../vu/vu-context.ts';

/** Something that may outlive the iteration it was made in. */
export interface CutOff {
  cutOff(): void;
}

const leftOpen = new WeakMap<VUContext, Set<CutOff>>();

/** What the VU has open: of it, what is left when an iteration ends was interrupted. */
export function openOf(vu: VUContext): Set<CutOff> {
  let open = leftOpen.get(vu);
  if (open === undefined) {
    const created = new Set<CutOff>();
    vu.onIterationEnd(() => {
      for (const one of created) one.cutOff();
      created.clear();
    });
    leftOpen.set(vu, created);
    open = created;
  }
  return open;
}
