import type { VUContext } from '../../vu/vu-context.ts';

/** A connection that may outlive the iteration it was made in. */
interface CutOff {
  cutOff(): void;
}

const openSockets = new WeakMap<VUContext, Set<CutOff>>();

/** The VU's open connections; what is left of them when an iteration ends was interrupted. */
export function openSocketsOf(vu: VUContext): Set<CutOff> {
  let open = openSockets.get(vu);
  if (open === undefined) {
    const created = new Set<CutOff>();
    vu.onIterationEnd(() => {
      for (const socket of created) socket.cutOff();
      created.clear();
    });
    openSockets.set(vu, created);
    open = created;
  }
  return open;
}
