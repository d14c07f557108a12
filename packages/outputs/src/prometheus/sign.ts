import type { HttpMessage } from '../delivery/http-sender.ts';

export interface SigV4Keys {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Adds the signature that Amazon's managed Prometheus asks for. */
export async function sign(message: HttpMessage, { region, ...keys }: SigV4Keys): Promise<HttpMessage> {
  const { sign: signAws } = await import('aws4');
  const { url, headers, body } = message;
  const signed = signAws(
    {
      service: 'aps',
      region,
      method: 'POST',
      host: url.host,
      path: url.pathname + url.search,
      headers: { ...headers },
      body: Buffer.from(body),
    },
    keys,
  );
  return { ...message, headers: signed.headers as Record<string, string> };
}
