/** State of this process in the text format of Prometheus. */
export function processMetrics(): string {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const startedAtSeconds = Date.now() / 1000 - process.uptime();
  return [
    metric('process_cpu_seconds_total', 'counter', 'CPU time used, user and system.', (user + system) / 1e6),
    metric('process_resident_memory_bytes', 'gauge', 'Resident memory.', rss),
    metric(
      'process_start_time_seconds',
      'gauge',
      'Start of the process since the Unix epoch.',
      startedAtSeconds,
    ),
    metric('nodejs_heap_used_bytes', 'gauge', 'Heap of the main thread in use.', heapUsed),
    metric('nodejs_heap_size_bytes', 'gauge', 'Heap of the main thread.', heapTotal),
    metric(
      'nodejs_external_memory_bytes',
      'gauge',
      'Memory outside of that heap that belongs to it.',
      external,
    ),
  ].join('');
}

function metric(name: string, type: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}

/** The same for tools that read Go's `expvar`. */
export function processVariables(): string {
  return JSON.stringify({ cmdline: process.argv, memstats: process.memoryUsage() });
}
