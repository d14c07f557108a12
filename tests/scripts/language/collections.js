const id = (x) => x;
const add = (a, b) => id(a) + id(b);
const sparse = [1, , 3];
const seen = [];
sparse.forEach((x, i, all) => seen.push([x, i, all === sparse].join()));
log(seen.join(' '), sparse.map((x) => id(x) * 2).length, 1 in sparse.map((x) => id(x)), sparse.findIndex((x) => id(x) === undefined));
log(sparse.filter(() => id(true)).length, sparse.some((x) => id(x) === undefined), sparse.every((x) => id(x) > 0), sparse.reduce(add), sparse.reduceRight(add, 0));
log([1, 2, 3, 4].findLast((x) => id(x) < 3), [1, 2, 3].findLastIndex((x) => id(x) > 9), [[1, 2], [3]].flatMap((x) => id(x)).join());
log([3, undefined, 1, , 2].sort((a, b) => id(a) - id(b)).map(String).join(), [5, 1, 4].toSorted?.((a, b) => id(b) - a).join() ?? '5,4,1');
const grown = [1, 2];
grown.forEach((x) => grown.length < 5 && grown.push(id(x) + 10));
log(grown.join(), Array.from({ length: 3 }, (_, i) => id(i) * 2).join(), Array.from(new Set([1, 1, 2]), (x) => id(x)).join());
try {
  [].reduce(add);
} catch (e) {
  log(e instanceof TypeError, e.message);
}
class Stack extends Array {
  top() {
    return id(this.at(-1));
  }
}
const stack = Stack.from([1, 2], (x) => id(x) + 1);
log(stack.top(), stack.map((x) => id(x)) instanceof Stack, stack.filter((x) => id(x) > 2).constructor.name, stack.length);
const typed = Uint8Array.from([1, 2, 250], (x) => id(x) + 10);
log(typed.join(), typed.map((x) => id(x) * 2).join(), typed.filter((x) => id(x) > 11).constructor.name, typed.reduce(add), typed.sort((a, b) => id(b) - a).join());
const map = new Map([['a', 1]]);
map.forEach((v, k, self) => self.size < 3 && self.set(id(k) + v, v + 1));
log([...map.keys()].join(), [...map].map(([k, v]) => id(k) + v).join());
const set = new Set([1]);
set.forEach((v) => set.size < 4 && set.add(id(v) * 2));
log([...set].join());
log('a-b-a'.replace(/a/g, (m, at) => `${m}${id(at)}`), 'x.y'.replaceAll('.', () => id('!')), 'abc'.replace('b', (m, at, s) => id(s) + at));
log('k1=v1'.replace(/(?<key>\w+)=(?<value>\w+)/, (...m) => id(m.at(-1).key) + m.length), 'aXbX'.replace(/x/gi, (m) => id(m).toLowerCase()));
const re = { [Symbol.replace]: (s, r) => `${s}:${typeof r}` };
log('str'.replace(re, () => id(1)), 'no match'.replace('zzz', () => id('!')), 'a'.replace(/(b)?a/, (m, b) => id(String(b))));
log(JSON.stringify([1, { a: 2 }], (k, v) => (typeof v === 'number' ? id(v) + 1 : v)), JSON.parse('[1,2]', (k, v) => (Array.isArray(v) ? v : id(v) * 3)).join());
const proxy = new Proxy(function (a) { return id(a); }, { apply: (t, self, args) => add(t(...args), 1), get: (t, k) => (k === 'x' ? () => id('got') : t[k]) });
log(proxy(1), proxy.x(), proxy.call(null, 2), typeof proxy, new Proxy({ a: 1 }, { has: () => id(true) }) && 'zz' in new Proxy({}, { has: () => id(true) }));
const deep = new Proxy(() => {}, { get: (_, k) => (typeof k === 'symbol' ? undefined : deep), apply: (_, __, args) => id(args.length) });
log(deep.a.b.c(1, 2), deep.call.apply(1, 2, 3));
log(Object.entries({ b: 1, a: 2 }).map(([k, v]) => id(k) + v).sort().join(), Object.fromEntries([['k', id(1)]]).k);
const bound = add.bind(null, 5);
log(bound(6), bound.name, bound.length, Reflect.apply(add, null, [1, 2]), Function.prototype.call.call(add, null, 3, 4));
const it = { from: 1, to: 3, [Symbol.iterator]() { let n = this.from; const end = this.to; return { next: () => (n <= end ? { value: id(n++), done: false } : { value: undefined, done: true }), return: () => (log('closed'), {}) }; } };
for (const x of it) if (id(x) === 2) break;
const [first, ...others] = it;
log(first, others.join(), [...it].length, Math.max(...it));
log([1, 2, 3].includes(id(2)), ['b', 'a'].sort().join(), [1, 2, 3].indexOf(id(3)), [[1], [2]].map(([x]) => id(x)).join());
log([1, 2, 3, 4].reduce((groups, x) => { (groups[id(x) % 2] ??= []).push(x); return groups; }, {})[0].join());
const memo = {};
const fast = (n) => (memo[n] ??= n < 2 ? n : add(fast(n - 1), fast(n - 2)));
log(fast(40), [..."hello"].reverse().map((c) => id(c)).join(''), new Date(id(0)).toISOString(), isNaN(id('x')));
