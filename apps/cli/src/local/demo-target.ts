import type { Server } from 'node:http';
import type { PreparedTest } from './prepare-test.ts';

interface DemoTarget extends AsyncDisposable {
  readonly server: Server;
}

/** `ext: { squall: { demoTarget: true } }`: examples bring their own target unless one is running already. */
export async function startDemoTarget({ options }: PreparedTest): Promise<DemoTarget | undefined> {
  const squall = (options.ext as { squall?: { demoTarget?: unknown } } | undefined)?.squall;
  if (squall?.demoTarget !== true) return undefined;
  const { DEMO_PORT, startDemoTarget: start } = await import('../demo-target/server.ts');
  try {
    const server = await start(DEMO_PORT);
    return {
      server,
      async [Symbol.asyncDispose]() {
        server.close();
        server.closeAllConnections();
      },
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
