// Runs a command as a whole process and says what it cost: wall and CPU seconds, peak memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Peak resident memory of a process so far, in MB; undefined once it is gone. Linux only. */
function peakMemoryMb(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmHWM:\s+(\d+) kB$/m);
    return line === null ? undefined : Number(line[1]) / 1024;
  } catch {
    return undefined; // The process ended between two looks.
  }
}

/** CPU seconds a process has used so far, its ended children included. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<{code: number, wallMs: number, cpuS: number, peakMb: number, stderr: string}>} */
export function measure(command, args, { env = {}, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const startedNs = process.hrtime.bigint();
    const child = spawn(command, args, {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NO_COLOR: '1',
        K6_NO_USAGE_REPORT: 'true',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let peakMb = 0;
    let cpuS = 0;
    let stderr = '';
    const look = () => {
      peakMb = Math.max(peakMb, peakMemoryMb(child.pid) ?? 0);
      cpuS = Math.max(cpuS, cpuSeconds(child.pid) ?? 0);
    };
    const timer = setInterval(look, 20);
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, wallMs: Number(process.hrtime.bigint() - startedNs) / 1e6, cpuS, peakMb, stderr });
    });
  });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
