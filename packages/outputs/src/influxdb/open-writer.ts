import type { Agent } from 'node:http';
import { HttpWriter } from './http-writer.ts';
import type { InfluxdbConfig } from './influxdb-config.ts';
import type { InfluxdbWriter } from './influxdb-writer.ts';
import { UdpWriter } from './udp-writer.ts';

export async function openWriter(config: InfluxdbConfig): Promise<InfluxdbWriter> {
  if (config.address.protocol === 'udp:') return UdpWriter.open(config);
  return new HttpWriter(config, await openProxyAgent(config));
}

/** Loaded only for those who have a proxy. */
async function openProxyAgent({ address, proxy, insecure }: InfluxdbConfig): Promise<Agent | undefined> {
  if (proxy === '') return undefined;
  if (address.protocol === 'http:') {
    const { HttpProxyAgent } = await import('http-proxy-agent');
    return new HttpProxyAgent(proxy, { keepAlive: true });
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent(proxy, { keepAlive: true, rejectUnauthorized: !insecure });
}
