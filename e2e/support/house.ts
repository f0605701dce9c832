// A server of its own for the tests, with what a relying party does by its API.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
/** The command, as `make test` builds it. */
export const CANDOR = process.env.CANDOR ?? join(ROOT, 'target/debug/candor');
/** What `make test` draws once: cases with one fault each, and clips. */
export const DRAWN = process.env.E2E_DRAWN ?? join(ROOT, 'target/e2e');

export interface Session {
  id: string;
  url: string;
  client_token: string;
}

/** A server, and the key of its first relying party. */
export interface House {
  url: string;
  key: string;
  folder: string;
  pid: number;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a server, with `more` arguments, and waits until it serves. `PORT` in CANDOR_PUBLIC_URL is its port. */
export async function open(settings: Record<string, string> = {}, folder = mkdtempSync(join(tmpdir(), 'candor-e2e-')), more: string[] = []): Promise<House> {
  const port = settings.CANDOR_LISTEN ? Number(settings.CANDOR_LISTEN.split(':')[1]) : await freePort();
  const environment: Record<string, string | undefined> = { ...process.env, CANDOR_LISTEN: `127.0.0.1:${port}`, CANDOR_ADMIN_LISTEN: '127.0.0.1:0', CANDOR_LOG: 'warn', CANDOR_REQUESTS_PER_MINUTE: '6000', CANDOR_REQUESTS_PER_MINUTE_OF_ADDRESS: '60000', ...settings };
  if (settings.CANDOR_PUBLIC_URL) environment.CANDOR_PUBLIC_URL = settings.CANDOR_PUBLIC_URL.replace('PORT', String(port));
  const server = spawn(CANDOR, ['serve', '--data', join(folder, 'data'), '--keys', join(folder, 'keys'), ...more], { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  await serving(server);
  const key = readFileSync(join(folder, 'keys/first-api-key'), 'utf8').trim();
  return { url: `http://127.0.0.1:${port}`, key, folder, pid: server.pid ?? 0 };
}

function serving(server: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error('the server did not begin to serve within 60 s')), 60_000);
    let said = '';
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}`)));
    server.stdout?.on('data', (bytes: Buffer) => {
      said += String(bytes);
      if (!said.includes('Candor serves')) return;
      clearTimeout(late);
      server.unref();
      done();
    });
  });
}

/** Ends a server that `open` started, and forgets what it kept. */
export function close(house: House, forget = true) {
  try {
    process.kill(house.pid);
  } catch {
    // It ended before.
  }
  if (forget) rmSync(house.folder, { recursive: true, force: true });
}

/** Tests run in processes of their own, which inherit what is said here. */
export const remember = (house: House) => (process.env.E2E_HOUSE = JSON.stringify(house));
export const remembered = (): House => JSON.parse(process.env.E2E_HOUSE ?? '') as House;

/** A request of the relying party, or of an applicant by `token`. */
export async function call<T>(house: House, method: string, path: string, body?: unknown, token = house.key): Promise<T> {
  const answer = await fetch(house.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

let made = 0;
/** A new session of a new applicant. */
export function session(house: House, more: Record<string, unknown> = {}): Promise<Session> {
  made += 1;
  const external_id = `applicant-${process.pid}-${Date.now()}-${made}`;
  return call<Session>(house, 'POST', '/v1/sessions', { external_id, username: 'ada.s', contact: { email: 'ada@applicant.example' }, ...more });
}

/** Waits until the session is in one of those states, and gives it. */
export async function until(house: House, id: string, states: string[], seconds = 60): Promise<string> {
  for (const end = Date.now() + seconds * 1000; ; ) {
    const { state } = await call<{ state: string }>(house, 'GET', `/v1/sessions/${id}`);
    if (states.includes(state)) return state;
    if (Date.now() > end) throw new Error(`the session is ${state}, not ${states.join(' or ')}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** A folder of a drawn case, such as `glare`. */
export function drawnCase(fault: string): string {
  const folder = join(DRAWN, 'cases');
  const name = readdirSync(folder).find((name) => name.replace(/^\d+-|-\d+$/g, '') === fault);
  if (!name) throw new Error(`no case ${fault} in ${folder}`);
  return join(folder, name);
}

export const claimOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'claim.json'), 'utf8')) as Record<string, never>;
export const has = (folder: string, file: string) => existsSync(join(folder, file));
