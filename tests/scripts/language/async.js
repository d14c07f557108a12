const id = (x) => x;
const wait = (v) => new Promise((resolve) => setTimeout(() => resolve(v), 1));
const step = (s) => log(s);
async function seq(name) {
  step(`${name} 1`);
  await null;
  step(`${name} 2`);
  const v = await wait(name);
  step(`${name} ${v}`);
  return id(v);
}
async function thrower(x) {
  await x;
  throw new Error(`thrown ${id(x)}`);
}
class Repo {
  #n = 1;
  async load(x) {
    return (await x) + this.#n;
  }
  async #inner(x) {
    return (await wait(x)) * 2;
  }
  async outer(x) {
    return this.#inner(await this.#inner(x));
  }
  static async create() {
    return new this();
  }
  arrow = async () => this.#n + (await 1);
}
const obj = {
  async m(a = id(1)) {
    return this === obj && (await a);
  },
  async ['c' + 1]() {
    return (() => id('computed'))();
  },
};
async function params({ a }, b = a.length) {
  return a + b;
}
async function main() {
  step('start');
  const p = seq('a');
  const q = seq('b');
  step('both');
  log((await Promise.all([p, q, 3])).join());
  try {
    await thrower('x');
  } catch (e) {
    log(e.message);
  } finally {
    log(await id('finally'));
  }
  log(await new Repo().load(1), await new Repo().outer(2), (await Repo.create()) instanceof Repo, await new Repo().arrow());
  log(await obj.m(), await obj.m(5), await obj.c1());
  await params().catch((e) => log(e instanceof TypeError));
  log(await params({ a: 'xy' }));
  log(JSON.stringify(await Promise.allSettled([1, Promise.reject(2), wait(3)])));
  log(await Promise.any([Promise.reject(1), wait(2)]), await Promise.race([wait(1), 5]));
  await Promise.any([Promise.reject(1), Promise.reject(2)]).catch((e) => log(e.name, e.errors.join(), e.message));
  log(await Promise.resolve({ then: (r) => r('thenable') }), await { then(r) { r(wait('nested')); } });
  const results = [];
  for (const x of [1, 2, 3]) results.push(await wait(x), id(x));
  log(results.join(), [...(await wait('ab'))].join(), (await wait(() => id('called')))());
  log(await [1, 2, 3].reduce(async (acc, x) => (await acc) + x, 0), `${await wait('t')}${await id('u')}`);
  const { a = await wait('default'), ...rest } = { b: 1 };
  log(a, JSON.stringify(rest), (await wait({ k: { v: 1 } }))?.k?.v, await (await wait(wait))('twice'));
  log(await (async () => { try { return await wait('inner'); } finally { await wait(); step('fin'); } })());
  log(Object.prototype.toString.call(main), main.constructor.name, main.name, main.length);
  label: for (;;) {
    switch (await wait(1)) {
      case await wait(1):
        break label;
    }
  }
  return 'end';
}
Promise.resolve().then(() => step('tick 1')).then(() => step('tick 2')).then(() => step('tick 3')).then(() => step('tick 4'));
main().then(step);
(async () => { await null; step('async tick 1'); await null; step('async tick 2'); await id(Promise.resolve()); step('async tick 3'); })();
const adopted = new Promise((r) => r(Promise.resolve('adopted')));
adopted.then(step);
(async () => Promise.resolve('returned'))().then(step);
Promise.reject(new Error('caught')).catch((e) => step(e.message)).finally(() => step('finally')).then((v) => step(String(v)));
Promise.resolve(1).finally(() => { throw new Error('from finally'); }).catch((e) => step(e.message));
class Sub extends Promise {
  static get [Symbol.species]() {
    return Promise;
  }
  then(...args) {
    step('sub then');
    return super.then(...args);
  }
}
const sub = new Sub((r) => r('sub'));
log(sub instanceof Promise, sub.then((v) => step(v)) instanceof Sub, Sub.resolve(1) instanceof Sub);
(async () => step(await sub))();
log(Promise.name, Promise.length, Object.getOwnPropertyNames(Promise.prototype).join(), String(Promise.resolve()));
try {
  Promise();
} catch (e) {
  log(e instanceof TypeError);
}
try {
  new Promise();
} catch (e) {
  log(e instanceof TypeError, e.message);
}
const self = { resolve: undefined };
const cycle = new Promise((r) => { self.resolve = r; });
self.resolve(cycle);
cycle.catch((e) => step(e.message));
Promise.all([]).then((v) => step(`empty ${v.length}`));
Promise.all('ab').then((v) => step(v.join()));
Promise.race([wait('slow'), { then: (r) => r('fast') }]).then(step);
