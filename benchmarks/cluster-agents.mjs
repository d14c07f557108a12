// A thousand agents in one process, for a coordinator in another. Agent k speaks in every tenth of a second that ends
// in k, as agents do that started at different times.
import { SimulatedAgent, Workload } from './simulated-agents.mjs';

const TENTHS = 10;
/** Different windows in each second; agents take turns with them. */
const VARIANTS = 20;
/** Of each agent, in 50 series. */
const LOAD = { pages: ['home', 'search', 'cart', 'checkout'], requestsPerSecond: 200 };

let outgoing = [];
const agents = [];
const workloads = Array.from({ length: VARIANTS }, () => new Workload(LOAD));
let firstDefinitions;
let windows = [];

function nextWindows() {
  windows = workloads.map((workload) => workload.second());
  firstDefinitions ??= windows[0].definitions;
  windows = windows.map((window) => ({ ...window, definitions: firstDefinitions }));
}

process.on('message', ({ join = 0, tenth, nowMs, durationMs, letters }) => {
  const sink = { push: (letter) => outgoing.push(letter) };
  for (let i = 0; i < join; i++) {
    const hello = { loadZone: `zone-${agents.length % 5}`, credential: 'token' };
    const agent = new SimulatedAgent(agents.length, { ...LOAD, hello, outgoing: sink });
    agents.push(agent);
    agent.greet();
  }
  for (const [number, data] of letters) agents[number].receive(data, nowMs);
  if (tenth % TENTHS === 0) nextWindows();
  for (let number = tenth % TENTHS; number < agents.length; number += TENTHS)
    agents[number].speak(nowMs, windows[(number + tenth) % VARIANTS], durationMs);
  process.send({ letters: outgoing });
  outgoing = [];
});
