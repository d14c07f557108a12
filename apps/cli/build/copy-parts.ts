import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the built controller reads from beside itself: how its database is made, and its pages. */
export function copyParts(): void {
  cpSync(place('../../controller/src/database/migrations/'), place('../dist/migrations/'), {
    recursive: true,
  });
  const pages = place('../../web/dist/');
  if (!existsSync(`${pages}index.html`)) {
    throw new Error('the web pages are not built yet: run `npx pnpm run build` in the root of the checkout');
  }
  cpSync(pages, place('../dist/web/'), { recursive: true });
}
