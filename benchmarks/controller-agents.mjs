// A hundred agents in one process, each with a WebSocket to a controller: one frame of 200 series a second.
import { webSocketDial } from '../apps/agent/src/link/web-socket.ts';
import { SimulatedAgent, Workload } from './simulated-agents.mjs';

const [, , url, credential, loadZone] = process.argv;
const AGENTS = 100;
const VARIANTS = 10;
const TENTHS = 10;
/** 21 pages with nine series each, and fourteen besides. */
const PAGES = Array.from({ length: 21 }, (_, i) => `/page/${i}`);
/** Each agent gets one of the hundred parts. */
const CAPACITY = { maxVUs: 1, fileDescriptors: undefined, maxArchiveBytes: 1e9 };
const LOAD = { pages: PAGES, requestsPerSecond: 100 };

const agents = [];
const nowMs = () => performance.timeOrigin + performance.now();

function join(number) {
  const waiting = [];
  let connection;
  const outgoing = {
    push: ([, data]) => (connection === undefined ? waiting.push(data) : connection.send(data)),
  };
  const hello = { loadZone, credential, capacity: CAPACITY };
  const agent = new SimulatedAgent(number, { ...LOAD, hello, outgoing });
  const dialled = webSocketDial(url)({
    opened() {
      connection = dialled;
      agent.greet();
    },
    message: (data) => agent.receive(data, nowMs()),
    closed(reason) {
      process.stderr.write(`agent ${number}: ${reason}\n`);
      process.exit(1);
    },
  });
  return agent;
}

for (let number = 0; number < AGENTS; number++) agents.push(join(number));
const workloads = Array.from({ length: VARIANTS }, () => new Workload(LOAD));
let firstDefinitions;
let windows = [];
let tenth = 0;

// Agent k speaks in every tenth of a second that ends in k.
const beganMs = nowMs();
setInterval(() => {
  while (beganMs + tenth * 100 <= nowMs()) {
    if (tenth % TENTHS === 0) {
      windows = workloads.map((workload) => workload.second());
      firstDefinitions ??= windows[0].definitions;
      windows = windows.map((window) => ({ ...window, definitions: firstDefinitions }));
    }
    for (let number = tenth % TENTHS; number < AGENTS; number += TENTHS)
      agents[number].speak(nowMs(), windows[(number + tenth) % VARIANTS], Number.POSITIVE_INFINITY);
    tenth++;
  }
}, 20);
