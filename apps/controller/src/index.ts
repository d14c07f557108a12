export type { LocalAgent } from './startup/local-agent.ts';
export { type Controller, type ControllerOptions, startController } from './startup/start-controller.ts';
