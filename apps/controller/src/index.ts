export { type Controller, type ControllerOptions, startController } from './startup/start-controller.ts';
