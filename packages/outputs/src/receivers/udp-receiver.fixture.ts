import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Collects packets. */
export async function startUdpReceiver() {
  const packets: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (packet) => packets.push(packet.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    packets,
    lines: () => packets.flatMap((packet) => packet.split('\n')).filter((line) => line !== ''),
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
