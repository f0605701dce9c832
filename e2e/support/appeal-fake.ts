// A server before the real one that answers for appeals as its API will: for trying the pages while there is nothing behind them. Everything
// else goes through to the real one. PAGES names a folder of built pages to show instead of those in the binary.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import { extname, join } from 'node:path';
import type { Appeal, AppealPage, FileKind } from '../../web/apply/src/api/appeal-types.ts';

const HOUR = 3_600_000;
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.ftl': 'text/plain; charset=utf-8', '.png': 'image/png' };

export const later = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

/** What a self-check would say, told in English. */
export const HINT = {
  code: 'appeal.held_id_unreadable', tier: 'public', next: 'retake', effect: 'hint', evidence: 'held',
  told: { title: 'The document cannot be read', saw: 'The number on the document is 9 pixels high.', need: 'At least 16 pixels are needed.', do: 'Bring the document closer to the camera.' },
};

interface Kept {
  id: string;
  kind: FileKind;
  size: number;
  bytes: Buffer;
}

export interface Fake {
  url: string;
  /** The appeal, to be changed by tests; `null` until it is begun. */
  appeal: Appeal | null;
  possible: boolean;
  until: string;
  why_not: string | null;
  /** What the next look at a file finds; `null` where it cannot look. */
  finds: unknown[] | null;
  /** Replaces the state of the session that the real server tells. */
  session: Record<string, unknown>;
  /** How many requests of a kind came: `POST /submit`. */
  asked: Map<string, number>;
  close(): Promise<void>;
}

const draft = (): Appeal => ({
  id: 'apl_1', state: 'drafting', receipt: null, submitted_at: null, due_at: null, target_at: null, clock: 'stopped', at_risk: false, breached: false,
  contact: { kind: 'email', masked: 'a***@a***.example', proven: false, code_sent: false, code_expires_at: null, kinds: ['email'] },
  statement: { username: 'ada.s', date: new Date().toISOString().slice(0, 10), purpose: 'for Utopia Exchange identity verification only', purpose_other: '仅用于Utopia Exchange身份认证', code: 'K7Q4M2', code_expires_at: later(24) },
  explanation: '', files: [], missing: ['contact', 'held', 'statement'], most_files: 10, asked: null, messages: [], decision: null, evidence_until: null, evidence_deleted_at: null,
});

/** The code that proves the contact; every other is wrong. */
export const CODE = '123456';

export async function appealsBefore(real: string): Promise<Fake> {
  const files = new Map<string, Kept>();
  const fake: Fake = { url: '', appeal: null, possible: true, until: later(24 * 12), why_not: null, finds: [], session: {}, asked: new Map(), close: () => Promise.resolve() };
  let made = 0;

  const view = (): AppealPage => {
    const { appeal } = fake;
    if (appeal) {
      const there = (kind: FileKind) => appeal.files.some((file) => file.kind === kind && file.received === file.size);
      appeal.missing = [!appeal.contact.proven && 'contact', !there('held') && 'held', !there('statement') && 'statement'].filter((name) => name !== false);
    }
    return { possible: fake.possible && !open(), until: fake.until, why_not: open() ? 'appeal.duplicate_open' : fake.why_not, appeal };
  };
  const open = () => !!fake.appeal && !['decided', 'closed', 'withdrawn', 'lapsed'].includes(fake.appeal.state);

  type Answer = { status: number; body?: unknown; headers?: Record<string, string>; bytes?: Buffer };
  const refuse = (status: number, code: string): Answer => ({ status, body: { type: `urn:candor:${code}`, title: code, status, code, detail: code } });
  const page = (status = 200): Answer => ({ status, body: view() });

  function appeals(method: string, path: string, body: Record<string, string>): Answer {
    const did = `${method} ${path}`;
    fake.asked.set(did, (fake.asked.get(did) ?? 0) + 1);
    const appeal = fake.appeal;
    if (did === 'GET ') return page();
    if (did === 'POST ') {
      if (!open()) fake.appeal = draft();
      return page(201);
    }
    if (!appeal) return refuse(409, 'appeal.not_refused');
    switch (did) {
      case 'POST /contact':
        Object.assign(appeal.contact, { kind: body.kind, masked: body.kind === 'phone' ? '+99 *** 12' : 'a***@a***.example', code_sent: true, code_expires_at: later(10 / 60) });
        return { status: 202, body: { expires_at: appeal.contact.code_expires_at } };
      case 'POST /contact/code':
        if (body.code !== CODE) return refuse(403, 'appeal.contact_unproven');
        appeal.contact.proven = true;
        return { status: 204 };
      case 'POST /code':
        Object.assign(appeal.statement ?? {}, { code: 'W3XH8P', code_expires_at: later(24) });
        return page(201);
      case 'PUT /explanation':
        appeal.explanation = body.text ?? '';
        return { status: 204 };
      case 'POST /check': {
        const file = appeal.files.find(({ id }) => id === body.evidence);
        if (!fake.finds) return refuse(503, 'precheck.off');
        if (file) file.hints = fake.finds;
        return { status: 200, body: { findings: fake.finds } };
      }
      case 'POST /submit':
        if (view().appeal?.missing.length) return refuse(422, 'appeal.incomplete');
        Object.assign(appeal, { state: 'submitted', receipt: 'K7Q4-M2XD', submitted_at: later(0), due_at: later(72), target_at: later(24), clock: 'running', evidence_until: later(24 * 60) });
        return page(202);
      case 'POST /messages':
        appeal.messages.push({ id: `msg_${appeal.messages.length}`, from: 'you', text: body.text ?? '', at: later(0) });
        return page(201);
      case 'POST /answer':
        appeal.messages.push({ id: `msg_${appeal.messages.length}`, from: 'you', text: body.text ?? '', at: later(0) });
        Object.assign(appeal, { state: 'under_review', asked: null, clock: 'running', due_at: later(60) });
        return page(202);
      case 'POST /withdraw':
        Object.assign(appeal, { state: 'withdrawn', clock: 'stopped', due_at: null });
        return page();
      default:
        return refuse(404, 'not_found');
    }
  }

  /** tus, as the real one speaks it. */
  function evidence(method: string, path: string, request: http.IncomingMessage, bytes: Buffer): Answer | null {
    const tus = { 'tus-resumable': '1.0.0' };
    if (method === 'POST' && path === '') {
      const meta = String(request.headers['upload-metadata'] ?? '');
      const kind = Buffer.from(/(?:^|,)kind ([^,]+)/.exec(meta)?.[1] ?? '', 'base64').toString() as FileKind;
      if (!['held', 'statement', 'extra'].includes(kind)) return null;
      const id = `evd_${(made += 1)}`;
      const size = Number(request.headers['upload-length']);
      files.set(id, { id, kind, size, bytes: Buffer.alloc(0) });
      fake.appeal?.files.push({ id, kind, size, received: 0, hints: null });
      return { status: 201, headers: { ...tus, location: `/v1/applicant/evidence/${id}`, 'upload-offset': '0' } };
    }
    const file = files.get(path.slice(1));
    if (!file) return null;
    if (method === 'GET') return { status: 200, bytes: file.bytes };
    if (method === 'HEAD') return { status: 200, headers: { ...tus, 'upload-offset': String(file.bytes.length), 'upload-length': String(file.size) } };
    if (method === 'DELETE') {
      files.delete(file.id);
      if (fake.appeal) fake.appeal.files = fake.appeal.files.filter(({ id }) => id !== file.id);
      return { status: 204, headers: tus };
    }
    file.bytes = Buffer.concat([file.bytes, bytes]);
    const told = fake.appeal?.files.find(({ id }) => id === file.id);
    if (told) told.received = file.bytes.length;
    return { status: 204, headers: { ...tus, 'upload-offset': String(file.bytes.length) } };
  }

  /** Passes a request on, and changes its answer where that is wanted. */
  function through(request: http.IncomingMessage, bytes: Buffer, response: http.ServerResponse, change?: (body: string) => string) {
    const target = new URL(real);
    const { 'accept-encoding': _, ...headers } = request.headers;
    const on = http.request({ host: target.hostname, port: target.port, path: request.url, method: request.method, headers: change ? headers : request.headers }, (answer) => {
      if (!change || answer.statusCode !== 200) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        return void answer.pipe(response);
      }
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const body = Buffer.from(change(Buffer.concat(parts).toString()));
        const { 'content-length': _length, 'transfer-encoding': _coding, ...kept } = answer.headers;
        response.writeHead(200, { ...kept, 'content-length': body.length }).end(body);
      });
    });
    on.on('error', () => response.destroy());
    on.end(bytes);
  }

  const pages = process.env.PAGES;
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const bytes = Buffer.concat(parts);
      const { pathname } = new URL(request.url ?? '/', 'http://here');
      const method = request.method ?? 'GET';
      const answer = (told: Answer) => {
        const body = told.bytes ?? (told.body === undefined ? null : Buffer.from(JSON.stringify(told.body)));
        const type = told.bytes ? 'image/jpeg' : told.status >= 400 ? 'application/problem+json' : 'application/json';
        response.writeHead(told.status, { ...(body ? { 'content-type': type, 'content-length': body.length } : {}), date: new Date().toUTCString(), ...told.headers }).end(method === 'HEAD' ? null : body);
      };
      if (pathname.startsWith('/v1/applicant/appeal')) return answer(appeals(method, pathname.slice('/v1/applicant/appeal'.length), bytes.length ? (JSON.parse(String(bytes)) as Record<string, string>) : {}));
      const told = pathname.startsWith('/v1/applicant/evidence') ? evidence(method, pathname.slice('/v1/applicant/evidence'.length), request, bytes) : null;
      if (told) return answer(told);
      if (method === 'GET' && pathname === '/v1/applicant/session') {
        return through(request, bytes, response, (body) => {
          const { possible, until, why_not } = view();
          const { appeal } = fake;
          const now = open() && appeal ? { id: appeal.id, state: appeal.state, receipt: appeal.receipt, due_at: appeal.due_at } : null;
          return JSON.stringify({ ...(JSON.parse(body) as object), ...fake.session, appeal: { possible, until, why_not, open: now } });
        });
      }
      const file = pages && join(pages, pathname.replace(/^\/apply\//, ''));
      if (pages && pathname.startsWith('/verify')) {
        // The headers stay the real server's: its content security policy holds here, too.
        return through(request, bytes, response, () => readFileSync(join(pages, 'index.html'), 'utf8'));
      }
      if (file && pathname.startsWith('/apply/') && existsSync(file) && statSync(file).isFile()) {
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'", 'service-worker-allowed': '/' });
        return void createReadStream(file).pipe(response);
      }
      through(request, bytes, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  fake.url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  fake.close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(() => done()));
  };
  return fake;
}
