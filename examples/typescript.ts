// Types are stripped; nothing to configure.
import { check } from 'k6';
import type { Options } from 'k6/options';
import { Shop, type Product } from './lib/shop.ts';

enum Goal {
  Cheapest,
  Dearest,
}

export const options: Options = {
  vus: 2,
  iterations: 6,
  thresholds: { checks: ['rate==1'] },
  ext: { squall: { demoTarget: true } },
};

const shop = new Shop(__ENV.BASE_URL ?? 'http://127.0.0.1:3333');

function choose(products: Product[], goal: Goal): Product {
  const sorted = [...products].sort((a, b) => a.price - b.price);
  return goal === Goal.Cheapest ? sorted[0] : sorted[sorted.length - 1];
}

export default function (): void {
  const chosen = choose(shop.products(), __ITER % 2 === 0 ? Goal.Cheapest : Goal.Dearest);
  check(shop.product(chosen.id), { 'the chosen one': (r) => r.json('name') === chosen.name });
}
