// A receiver of webhooks, which holds each signature against its secret as Standard Webhooks say.
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call, type House } from './house.ts';

export interface Hooks {
  /** Kinds of messages that came and were signed, in the order in which they came. */
  kinds: string[];
  /** What did not fit. */
  faults: string[];
  close: () => void;
}

/** Registers a receiver with the server. */
export async function hooks(house: House): Promise<Hooks> {
  const got: Hooks = { kinds: [], faults: [], close: () => server.close() };
  let secret = '';
  const server: Server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const [id, at] = [request.headers['webhook-id'], request.headers['webhook-timestamp']];
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const signature = `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
      const { type } = JSON.parse(body) as { type: string };
      if (String(request.headers['webhook-signature']).split(' ').includes(signature)) got.kinds.push(type);
      else got.faults.push(type);
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  ({ secret } = await call<{ secret: string }>(house, 'POST', '/v1/webhooks', { url: `http://127.0.0.1:${port}/`, kinds: [] }));
  return got;
}
