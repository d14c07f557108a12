import type { AnyNode, CallExpression, ChainExpression, MemberExpression } from 'acorn';
import { staticKey } from '../syntax.ts';
import {
  delegation,
  emitArguments,
  emitVariant,
  mustDispatch,
  openCall,
  type Temporaries,
  withTemporaries,
} from './calls.ts';
import { isSuspendablePrivateCall } from './classes.ts';
import type { Emitter } from './emitter.ts';

type Link = CallExpression | MemberExpression;

/**
 * `a?.b(c)` with calls that may wait. The links become steps on temporaries, each optional one a condition
 * around the rest: `(f = a, f == null ? undefined : (o = f, f = o.b, …))`.
 */
export function emitChain(e: Emitter, node: ChainExpression): void {
  const links = linksOf(node.expression);
  const base = links[0]?.type === 'CallExpression' ? links[0].callee : links[0]?.object;
  const suspends = links.some(
    (link) => link.type === 'CallExpression' && (mustDispatch(e, link) || isSuspendablePrivateCall(e, link)),
  );
  if (!suspends || base === undefined || base.type === 'Super') return e.copy(node);
  withTemporaries(e, (t) => {
    let open = 1;
    e.writer.raw(`(${t.f}=`);
    e.emit(base);
    let receiver: string | undefined;
    for (const link of links) {
      if (link.optional) {
        e.writer.raw(`,${t.f}==null?undefined:(`);
        open++;
      } else e.writer.raw(',');
      if (link.type === 'MemberExpression') {
        e.writer.raw(`${t.o}=${t.f},${t.f}=${t.o}`);
        emitLinkProperty(e, link);
        receiver = t.o;
      } else {
        emitLinkCall(e, link, t, receiver);
        receiver = undefined;
      }
    }
    e.writer.raw(`,${t.f}${')'.repeat(open)}`);
  });
}

/** The member accesses and calls of a chain from the inside out. */
function linksOf(expression: AnyNode): Link[] {
  if (expression.type === 'MemberExpression') return [...linksOf(expression.object), expression];
  if (expression.type === 'CallExpression') return [...linksOf(expression.callee), expression];
  return [];
}

function emitLinkProperty(e: Emitter, link: MemberExpression): void {
  e.drop(link.object.end, link.property.start);
  if (link.computed) {
    e.writer.raw('[');
    e.emit(link.property);
    e.writer.raw(']');
    return;
  }
  e.writer.raw(`.${staticKey(link.property, false)}`);
}

function emitLinkCall(e: Emitter, link: CallExpression, t: Temporaries, receiver: string | undefined): void {
  const { prefix: p } = e;
  e.writer.raw(`${t.f}=${t.f}`);
  emitVariant(e, link.callee, t);
  e.writer.mark(link.callee.end);
  e.writer.raw(`,${p}x=${openCall(e, t, receiver)}`);
  emitArguments(e, link, receiver !== undefined);
  e.writer.mark(link.callee.end);
  e.writer.raw(`,${t.f}=${t.s}===undefined?${p}x:${delegation(p)}`);
}
