// A connection to the server that tests can cut: what a phone in a lift sees.
import net from 'node:net';

export interface Line {
  url: string;
  /** Ends all connections and takes no new ones. */
  cut(): void;
  mend(): void;
  /** After so many more bytes to the server, everything is cut. */
  cutAfter(bytes: number): void;
  close(): Promise<void>;
}

export async function line(to: string): Promise<Line> {
  const target = new URL(to);
  const open = new Set<net.Socket>();
  let dead = false;
  let left = Infinity;
  const end = () => {
    for (const socket of open) socket.destroy();
    open.clear();
  };
  const proxy = net.createServer((client) => {
    if (dead) return void client.destroy();
    const server = net.connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (bytes) => {
      left -= bytes.length;
      if (left < 0) {
        dead = true;
        left = Infinity;
        end();
      }
    });
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => {
      dead = true;
      end();
    },
    mend: () => {
      dead = false;
      left = Infinity;
    },
    cutAfter: (bytes) => (left = bytes),
    close: () => {
      end();
      return new Promise((done) => proxy.close(() => done()));
    },
  };
}
