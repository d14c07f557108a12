import { parentPort } from 'node:worker_threads';
import type { ToThread } from './messages.ts';
import { ScriptThread } from './script-thread.ts';

const port = parentPort;
if (port === null) throw new Error('this file is the entry of worker threads');
const thread = new ScriptThread((message) => port.postMessage(message));
port.on('message', (message: ToThread) => thread.receive(message));
