import { join } from 'node:path';
import { loadBuilt } from './load-built.ts';

loadBuilt(join(__dirname, 'script-thread.js'), require);
