const id = (x) => x;
const events = [];
const note = (x) => (events.push(x), x);
class Base {
  static count = note(0);
  static #secret = id('s');
  #value = id(1);
  list = [1, 2].map((x) => id(x) + this.#value);
  arrow = () => this.#value + id(10);
  static {
    note('block');
    Base.tag = id('tagged');
  }
  constructor(v) {
    if (v !== undefined) this.#value = id(v);
    Base.count++;
  }
  get value() {
    return id(this.#value);
  }
  set value(v) {
    this.#value = id(v) * 2;
  }
  static make(...args) {
    return new this(...args);
  }
  static secret() {
    return id(Base.#secret);
  }
  method(a, b = id(2)) {
    return this.#hidden(a) + b;
  }
  #hidden(x) {
    return id(x) + this.#value;
  }
  has(o) {
    return #value in o && #hidden in o;
  }
  pass() {
    const hidden = this.#hidden;
    return [1, 2].map((x) => this.#hidden(x)).join() + hidden.call(this, 3);
  }
  ['computed' + 1](a) {
    return id(a) + this.list.length;
  }
  toString() {
    return `Base(${id(this.#value)})`;
  }
  *[Symbol.iterator]() {
    yield* this.list.map((x) => id(x));
  }
}
class Derived extends Base {
  extra = id('extra');
  constructor() {
    const early = id(7);
    super(early);
    this.late = () => [this.extra, super.method(1)].join();
  }
  method(a) {
    return super.method(id(a)) * 100;
  }
  get value() {
    return `derived ${super.value}`;
  }
  static make() {
    return super.make();
  }
  all() {
    return [1, 2].map((x) => super.method(x)).join() + (() => (() => super.toString())())();
  }
}
const a = new Base();
const d = Derived.make();
log(a.value, a.list.join(), a.arrow(), a.method(1), a.has(a), a.has({}), a.pass(), a.computed1(5));
a.value = 4;
log(a.value, String(a), [...a].join(), Base.count, Base.tag, Base.secret(), events.join());
log(d.value, d.method(1), d.extra, d.late(), d.all(), d instanceof Base, d.constructor.name);
log(Object.getOwnPropertyNames(Base.prototype).join(), Object.keys(Base.prototype).length, Base.name, Base.length);
log(Object.getOwnPropertyNames(Base).sort().join(), Base.prototype.method.name, Base.prototype.method.length);
const Mixin = (B) => class extends B {
  method(x) {
    return `mixed ${super.method(x)}`;
  }
};
const Mixed = Mixin(Derived);
log(new Mixed().method(2), Mixed.name, new (Mixin(Mixin(Base)))(1).method(3));
const borrowed = { method: Base.prototype.toString };
try {
  borrowed.method();
} catch (e) {
  log(e instanceof TypeError);
}
try {
  Base();
} catch (e) {
  log(e instanceof TypeError);
}
try {
  new a.method();
} catch (e) {
  log(e instanceof TypeError);
}
const sup = { hello(x) { return `hello ${id(x)}`; } };
const sub = { __proto__: sup, hello(x) { return super.hello(id(x)) + '!'; }, async later(x) { return super.hello(x); } };
log(sub.hello('you'), Object.keys(sub).join(), sub.hello.name, sub.hello.length);
class Counter {
  static #n = 0;
  static next() {
    return id(++Counter.#n);
  }
  static async later() {
    return id(Counter.next());
  }
}
log(Counter.next(), Counter.next());
const Anonymous = class {
  m() {
    return id('m');
  }
};
log(Anonymous.name, new Anonymous().m(), new (class { f = id; })().f(3));
class WithStatics {
  static first = WithStatics.compute(1);
  static compute(x) {
    return id(x) + 1;
  }
  static second = this.compute(this.first);
}
log(WithStatics.first, WithStatics.second);
class A1 { #load() { return id('private'); } go() { return this.#load(); } }
class B1 { #load = () => id('field'); go() { return this.#load(); } }
log(new A1().go(), new B1().go());
log([a, d].map(({ value }) => value).join(), a?.method?.(1), d.late?.call(null));
Counter.later().then((v) => log('later', v));
sub.later('async').then((v) => log(v));
