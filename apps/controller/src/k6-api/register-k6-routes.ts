import type { App } from '../http/app.ts';
import type { Services } from '../services.ts';
import { Idempotency } from './idempotency.ts';
import { k6ConfigRoutes } from './k6-config-routes.ts';
import { provisioningRoutes } from './provisioning-routes.ts';
import { pushRoutes } from './push-routes.ts';
import { refusedRoutes } from './refused-routes.ts';
import { v1CloudRoutes } from './v1-cloud-routes.ts';
import { v1LoginRoutes } from './v1-login-routes.ts';
import { v1RunRoutes } from './v1-run-routes.ts';
import { v6ListRoutes } from './v6-list-routes.ts';
import { v6TestRoutes } from './v6-test-routes.ts';

/** Everything the k6 command line asks of a cloud, so that users need not replace theirs. */
export function registerK6Routes(app: App, services: Services): void {
  const idempotency = new Idempotency(services);
  v6ListRoutes(app, services);
  v6TestRoutes(app, services, idempotency);
  provisioningRoutes(app, services, idempotency);
  pushRoutes(app, services);
  v1LoginRoutes(app, services);
  v1RunRoutes(app, services, idempotency);
  v1CloudRoutes(app, services, idempotency);
  k6ConfigRoutes(app, services);
  refusedRoutes(app);
}
