// Every file here is run as it is and compiled; both must print the same.
const show = (f) => `${f.name}/${f.length}`;
function declared(a, b = 1, ...c) {
  return [a, b, c.length, arguments.length].join();
}
const arrow = (a, b) => a + b;
const anonymous = function () {};
const named = function inner(n) {
  return n === 0 ? inner.name : inner(n - 1);
};
const holder = {
  method(a) {
    return this === holder && a;
  },
  ['comp' + 'uted'](a, b) {
    return a * b;
  },
  prop: function () {
    return this.value;
  },
  arrow: () => typeof this,
  value: 5,
  'quoted name'() {
    return 1;
  },
  async later() {},
  *gen() {
    yield 1;
  },
};
log(show(declared), show(arrow), show(anonymous), show(named), show(holder.method), show(holder.computed));
log(show(holder.prop), show(holder.arrow), show(holder['quoted name']), show(holder.later), show(holder.gen));
log(declared(1), declared(1, undefined, 3, 4), declared.call(null, 1, 2), declared.apply(null, [1, 2, 3]));
log(named(3), holder.method(7), holder.computed(2, 3), holder.prop(), (0, holder.prop) === holder.prop);
log(typeof declared.prototype, typeof arrow.prototype, typeof holder.method.prototype);

function Point(x, y) {
  if (!new.target) return new Point(x, y);
  this.x = x;
  this.y = y;
}
Point.prototype.sum = function () {
  return this.x + this.y;
};
log(new Point(1, 2).sum(), Point(3, 4).sum(), new Point(1, 2) instanceof Point);
function Plain(v) {
  this.v = identity(v);
  return undefined;
}
function Replaced() {
  return identity({ other: true });
}
log(new Plain(3).v, new Replaced().other, new Plain(1) instanceof Plain);
function identity(x) {
  return x;
}
function outer() {
  const args = () => arguments[0] + identity(arguments.length);
  const self = () => this.tag + identity('!');
  return [args(), self(), (() => (() => this.tag + identity('?'))())()].join();
}
log(outer.call({ tag: 't' }, 10, 20));
log([1, 2, 3].map(identity).join(), [3, 1, 2].sort((a, b) => identity(a) - identity(b)).join());
const defaults = ({ a = identity(1), b: { c = identity(2) } = {} } = {}, [d = identity(3), ...e] = [], f = () => a + c) =>
  [a, c, d, e.length, f()].join();
log(defaults(), defaults({ a: 5, b: { c: 6 } }, [7, 8, 9]));
const curry = (f) => function next(...a) { return a.length >= f.length ? f(...a) : (...b) => next(...a, ...b); };
log(curry((a, b, c) => identity(a + b + c))(1)(2)(3));
log((function () { return typeof this; }).call(5), (function () { 'use strict'; return typeof this; }).call(5));
var hoistedBefore = typeof hoisted;
{
  function hoisted() {
    return identity('inner');
  }
}
log(hoistedBefore === 'undefined' || hoistedBefore === 'function', hoisted());
let counter = 0;
const next = () => ++counter;
log(next() + next() * next(), counter, [next(), next(), next()].join(), { a: next(), b: next() }.b);
const order = [];
const mark = (v) => (order.push(v), v);
mark(mark(mark('a') + 'b') + mark('c'));
holder[mark('method')](mark(1), mark(2));
log(order.join(' '));
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
log(fib(15), [...'abc'].map((c, i) => c.repeat(identity(i + 1))).join('-'));
const tagged = (s, ...v) => s.raw.join('|') + identity(v.join());
log(tagged`a${1}b${identity(2)}c`, typeof holder.tag);
const o = { a: { b: (x) => ({ c: x, d: () => identity(x) }) } };
log(o?.a?.b?.(1).c, o.x?.y.z(mark('never')), o.a.b?.(2).d?.(), o.a?.['b'](3).d());
log(typeof (() => {}).call, Object.keys(declared).length, 'prototype' in declared);
try {
  null.missing(mark('unreached'));
} catch (e) {
  log(e instanceof TypeError, e.message);
}
try {
  holder.nothing(mark('evaluated first'));
} catch (e) {
  log(e instanceof TypeError, e.message, order.at(-1));
}
try {
  undeclaredFunction(1);
} catch (e) {
  log(e instanceof ReferenceError, e.message);
}
log(typeof undeclaredFunction, [1, [2, [3]]].flat(Infinity).length, Math.max(...[1, 2].map(identity), 3));
const spread = (...xs) => xs.length;
log(spread(...'abc', ...[1, 2], identity(0)), Reflect.apply(identity, null, [9]), identity.bind(null, 4)());
const g = (function* () { const x = yield identity(1); return x + 1; })();
log(g.next().value, g.next(41).value);
label: for (const x of [1, 2, 3]) {
  for (const y of [1, 2, 3]) {
    if (identity(y) === 2) continue label;
    if (identity(x) === 3) break label;
    log(x, y);
  }
}
switch (identity(2)) {
  case identity(1): log('one'); break;
  case identity(2): { function inCase() { return 'case'; } log(inCase()); }
  default: log('falls');
}
const f1 = function () { try { return identity('try'); } finally { mark('finally'); } };
log(f1(), order.at(-1), (() => { for (let i = 0; ; i++) { try { if (i === 2) return i; } finally { if (i < 2) continue; } } })());
const fs = [];
for (let i = 0; i < 3; i++) fs.push(() => identity(i));
log(fs.map((f) => f()).join());
var v1 = 1;
{ let v1 = 2; log(identity(v1)); }
log(v1, eval('identity(v1) + 1'), (0, eval)('typeof identity'), new Function('a', 'return a * 2')(4));
log([..."ab"].entries().next().value.join(), `${identity('t')}${[1].map(identity)}`);
let shadow = 'outer';
const shadowed = (identity) => { const shadow = identity; return shadow; };
log(shadowed('inner'), shadow);
