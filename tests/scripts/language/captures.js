// Functions inside functions: what they capture keeps its meaning wherever they are compiled to.
const id = (x) => x;
function counter() {
  let n = 0;
  const up = () => id(++n);
  const down = () => { n--; return id(n); };
  return { up, down, read: () => id(n) };
}
const c = counter();
log(c.up(), c.up(), c.down(), c.read(), counter().up());
function loops() {
  const out = [];
  for (let i = 0; i < 3; i++) out.push(() => id(i));
  for (const x of ['a', 'b']) out.push(() => id(x));
  for (var v = 0; v < 2; v++) out.push(() => id(v));
  for (const k in { p: 1, q: 2 }) out.push(() => id(k));
  let w = 0;
  while (w < 2) { const own = w++; out.push(() => id(own) + w); }
  return out.map((f) => f()).join();
}
log(loops());
function destructuring({ a, b: [b, ...rest] }, ...others) {
  const set = () => { [a, b] = [id(b), id(a)]; ({ x: a = id(9) } = {}); for (a of [id(7)]); return { a, b, rest, others }; };
  return JSON.stringify(set());
}
log(destructuring({ a: 1, b: [2, 3] }, 4));
function hoisting() {
  const early = inner();
  const later = 'later';
  function inner() { return typeof id === 'function' && id(1) ? probe() : later; }
  function probe() { try { return id(later); } catch (e) { return e.name; } }
  return [early, inner(), probe()].join();
}
log(hoisting());
function recursion() {
  const fact = (n) => (n < 2 ? id(1) : n * fact(n - 1));
  const even = (n) => (n === 0 ? id(true) : odd(n - 1));
  const odd = (n) => (n === 0 ? id(false) : even(n - 1));
  const named = function self(n) { return n > 0 ? self(id(n - 1)) : self.name; };
  return [fact(5), even(10), odd(7), named(3)].join();
}
log(recursion());
function shadowing(x) {
  const f = () => { const g = (x) => id(x) + 1; { let x = 5; return [g(x), id(x)].join() + h(); } };
  function h() { return id(x); }
  var x = x + 1;
  return f();
}
log(shadowing(1));
const holder = {
  tag: 'T',
  run(...args) {
    const arrow = () => [this.tag, arguments.length, ...args].map((v) => id(v)).join('') + (() => id(this.tag))();
    const plain = function () { return id(this?.tag); };
    const nested = { tag: 'N', go() { return [1].map(() => id(this.tag)).join(); } };
    return [arrow(), plain(), plain.call({ tag: 'P' }), nested.go()].join();
  },
};
log(holder.run(1, 2));
class Page {
  #secret = 's';
  list = ['x'].map((v) => id(v) + this.#secret);
  handler = (e) => { const inner = () => id(this.list) + e; return inner(); };
  visit(n) {
    return [...Array(n).keys()].map((i) => [i].map((j) => id(j) + this.#secret + super.toString().length).join()).join();
  }
  static make = (() => () => id(new this()).handler('!'))();
}
log(new Page().handler('?'), new Page().visit(2), Page.make());
class Sub extends Page {
  constructor() {
    const before = () => id('before');
    log(before());
    super();
    const after = () => [id(this instanceof Sub), new.target === Sub].join();
    log(after());
  }
}
new Sub();
function tryScope() {
  try { throw id('thrown'); } catch (e) {
    const f = () => { e += '!'; return id(e); };
    return f() + f() + e;
  } finally { const g = () => id('fin'); log(g()); }
}
log(tryScope());
function defaults(a = 1, f = () => id(a), { g = () => id(f()) } = {}) {
  a = 2;
  const h = (b = a, k = () => id(b + a)) => k();
  return [f(), g(), h(), h(5)].join();
}
log(defaults());
function sloppyArguments(a) {
  const f = () => { arguments[0] = 'changed'; return id(a); };
  return f() + a;
}
log(sloppyArguments('orig'));
const compose = (...fs) => (x) => fs.reduce((v, f) => f(v), x);
const curry = (f) => (a) => (b) => (d) => f(a, b, d);
log(compose((x) => id(x) + 1, (x) => id(x) * 2)(3), curry((a, b, d) => id([a, b, d]).join())(1)(2)(3));
const memo = (f, cache = new Map()) => (k) => (cache.has(k) ? cache : cache.set(k, f(k))).get(k);
let calls = 0;
const slow = memo((k) => { calls++; return id(k); });
log(slow(1), slow(1), slow(2), calls);
function logical() {
  let a, b = 1, d = null;
  const f = () => { a ??= id('a'); b &&= id('b'); d ||= id('d'); return [a, b, d].join(); };
  return f() + f() + [a, b, d].join();
}
log(logical());
function update() {
  let n = 1n, s = '';
  const f = () => { n++; n **= 2n; s += id('s'); return typeof n + n-- + s; };
  return f() + f() + n + s;
}
log(update());
function constant() {
  const k = 1;
  const f = () => { try { k = id(2); } catch (e) { return e.name + e.message; } };
  const late = () => { try { id(tdz); } catch (e) { return e.name; } };
  const seen = late();
  let tdz = 3;
  return [f(), k, seen, late()].join();
}
log(constant());
async function asyncCaptures(list) {
  let sum = 0;
  const add = async (x) => { await null; sum += id(x); return sum; };
  const results = await Promise.all(list.map(async (x, i) => { const v = await add(x); return `${i}:${v}:${sum}`; }));
  return results.join(' ') + sum;
}
asyncCaptures([1, 2, 3]).then(log);
switch (id(1)) {
  case 1: {
    const own = 'case';
    log([0].map(() => id(own)).join());
  }
}
{
  let block = 1;
  var fromBlock = () => id(block++);
}
log(fromBlock(), fromBlock());
label: for (const x of [1, 2]) { const f = () => id(x); if (f() === 2) break label; log(f()); }
switch (id(1)) {
  case 0:
    const jumpedOver = 1;
  case 1: {
    const f = (x) => (id(x) ? jumpedOver : 'not asked');
    log(f(0));
  }
}
