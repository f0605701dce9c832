// A stand-in for the server: accounts, invitation codes, channels and the demonstration from memory, with made-up people, and the built pages
// under the content security policy that the server sends. By itself: `node tests/account-fake.mjs`, then /account/rp_utopia.
// Every one-time code is 482913; every password is right but `wrong password`. Codes: K7M2-9QXD, and one for each way to be refused.
// Usernames: `taken` is refused, `newer` once for a newer document, `late` once as though the passkey came too late.
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { extname, join } from 'node:path';
import { answerTo } from './fake/channels.mjs';
import { DOCUMENTS, PARTY, statement, TERMS } from './fake/house.mjs';

const DIST = new URL('../dist/', import.meta.url).pathname;
export const POLICY_OF_PAGES = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default svelte-trusted-html";
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.ftl': 'text/plain; charset=utf-8', '.png': 'image/png' };
const CODE = '482913';
const REFUSED = { EXP1REDA: 'expired', NEXTYEAR: 'not_begun', C10SED00: 'closed', MYWNC0DE: 'own' };
const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();
const ahead = (hours) => ago(-hours);

class Refused extends Error {
  constructor(status, code, detail = '', body = {}) {
    super(code);
    Object.assign(this, { status, code, detail, body });
  }
}

/** One house of its own: what a test changes there no other test sees. */
export class AccountFake {
  constructor({ open = true, verification = 'none', word = 'quiet heron', bound = true, codes = true, newer = false, few = false, demo = true, password = true } = {}) {
    Object.assign(this, { open, demo, few, asked: [], down: false, letters: [], full: true, devices: new Set(), told: new Set() });
    this.holder = {
      id: 'acc_ada', username: 'ada', contact: { kind: 'email', masked: 'a•••@lovelace.example' }, word, verification: { state: verification, url: null },
      invitation: bound ? { code: 'K7M29QXD' } : null, consents: DOCUMENTS.filter(({ language, kind }) => language === 'en' && kind !== 'privacy').map(({ kind, version, language, sha256 }) => ({ kind, version, language, sha256, at: ago(24 * 30) })),
      documents_to_accept: newer ? DOCUMENTS.filter(({ kind }) => kind === 'terms').map((one) => ({ ...one, version: '2026-12', sha256: `${one.sha256}n` })) : [],
      has_password: password, passkeys: [{ id: 'pky_1', name: 'Chrome, Mac', created_at: ago(24 * 9) }], signed_in_at: ago(0), created_at: ago(24 * 75),
    };
    this.codes = codes ? [{ code: 'W4NDER5X', link: 'https://kyc.utopia.example/account/rp_utopia/register#code=W4ND-ER5X', programme: 'prg_spring', created_at: ago(24 * 40) }] : [];
    this.write('Your code', `Your code is ${CODE}. It is good for 10 minutes. Nobody at Utopia Exchange asks for it.\n\nYour anti-phishing word: ${word}`);
  }
  write(subject, text, to = 'ada@lovelace.example') {
    this.letters.unshift({ id: `let_${this.letters.length}`, at: new Date(Date.now() - 60_000 + this.letters.length).toISOString(), to, subject, text });
  }
  listen(port = 0) {
    return new Promise((done) => {
      this.server = http.createServer((request, response) => void this.answer(request, response)).listen(port, '127.0.0.1', () => done(`http://localhost:${this.server.address().port}`));
    });
  }
  close() {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  async answer(request, response) {
    const url = new URL(request.url, 'http://here');
    if (!url.pathname.startsWith('/v1/')) return this.file(url.pathname, response);
    if (this.down) return void request.socket.destroy();
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const isJson = request.headers['content-type'] === 'application/json';
    const send = (status, kind, body) => response.writeHead(status, { 'content-type': kind, 'cache-control': 'no-store' }).end(body);
    try {
      this.asked.push(`${request.method} ${url.pathname}`);
      const found = this.api({ method: request.method, path: url.pathname.replace('/v1/', '').split('/').map(decodeURIComponent), body: isJson ? JSON.parse(bytes.toString()) : {}, bytes, token: request.headers.authorization, csv: request.headers.accept === 'text/csv' });
      if (found === undefined) response.writeHead(204).end();
      else if (typeof found === 'string') send(200, 'text/csv; charset=utf-8', found);
      else send(200, 'application/json', JSON.stringify(found));
    } catch (cause) {
      if (!(cause instanceof Refused)) console.error(cause);
      const { status = 500, code = 'sys.technical_error', detail = '', body = {} } = cause;
      send(status, 'application/problem+json', JSON.stringify({ type: `https://candor.example/problems/${code}`, title: code, status, code, detail, instance: url.pathname, ...body }));
    }
  }

  file(path, response) {
    const page = /^\/(account|check|inbox)(\/|$)/.test(path) ? 'account.html' : /^\/verify(\/|$)/.test(path) ? 'index.html' : path.startsWith('/apply/') ? path.slice('/apply/'.length) : '';
    const file = page && join(DIST, page);
    if (!file || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': KINDS[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY_OF_PAGES, 'permissions-policy': 'publickey-credentials-get=(self), publickey-credentials-create=(self)' }).end(readFileSync(file));
  }

  api(request) {
    const [first] = request.path;
    if (first === 'accounts') return this.publicly(request);
    if (first === 'invitations') return this.invitation(request.body);
    if (first === 'channels') return answerTo(request.path[1] === 'check' ? request.body.what : null, request.bytes);
    if (first === 'demo') return this.demonstration(request.path[1]);
    if (first === 'account') return this.account(request);
    throw new Refused(404, 'not_found');
  }

  signedIn(full) {
    const device = `device_${this.devices.size}`;
    this.devices.add(device);
    Object.assign(this, { full, signed: true });
    return { next: 'in', account: 'acc_ada', token: 'account_ada', device, expires_at: ahead(12), full };
  }
  /** Refuses somebody of that name the first time. */
  once(name, username, refused) {
    if (username !== name || this.told.has(name)) return;
    this.told.add(name);
    throw refused;
  }
  /** What the browser is asked for; its id is valid for five minutes. */
  begun(username) {
    this.asking = { id: `pkb_${this.asked.length}`, until: Date.now() + 300_000 };
    return { id: this.asking.id, public_key: { rp: { id: 'localhost', name: PARTY.name }, user: { id: 'YWNjX2FkYQ', name: username, displayName: username }, challenge: 'AAECAwQFBgcICQoLDA0ODw', pubKeyCredParams: [{ type: 'public-key', alg: -7 }], authenticatorSelection: { residentKey: 'required', userVerification: 'required' } } };
  }
  /** Whether a passkey fits what was begun last; only one that does not fit uses it up. */
  fits({ id, credential }) {
    if (this.asking?.id === id && this.asking.until > Date.now() && credential?.response) return;
    this.asking = null;
    throw new Refused(422, 'account.passkey', 'this passkey was not added: its time is over; begin again');
  }
  proven(code) {
    if (code !== CODE) throw new Refused(403, 'account.refused');
  }

  publicly({ path: [, what, id, part], body }) {
    const waiting = { id: 'reg_1', expires_at: ahead(1 / 6) };
    if (what === 'registration') {
      if (id !== 'rp_utopia') throw new Refused(404, 'not_found');
      return { relying_party: PARTY, mode: 'test', open: this.open, documents: DOCUMENTS.filter(({ kind }) => kind !== 'privacy'), languages: ['en', 'zh-CN'] };
    }
    if (!what) return waiting;
    if (what === 'registrations' && part === 'code') {
      this.proven(body.code);
      return { registration_token: 'registration_1', expires_at: ahead(1) };
    }
    if (what === 'registrations') {
      if (body.username === 'taken') throw new Refused(422, 'account.username', 'this username is in use; choose another');
      if (part === 'passkey') return this.begun(body.username);
      const { password, passkey } = body;
      if (!password && !passkey) throw new Refused(422, 'account.password', 'a password or a passkey is needed');
      if (passkey) {
        this.once('late', body.username, new Refused(422, 'account.passkey', 'this passkey was not added: its time is over; begin again'));
        this.fits(passkey);
      }
      this.once('newer', body.username, new Refused(409, 'account.document', 'another version is in force'));
      this.asking = null;
      Object.assign(this.holder, { has_password: !!password, passkeys: passkey ? [{ id: 'pky_1', name: passkey.name, created_at: ago(0) }] : [] });
      Object.assign(this.holder, { username: body.username, word: body.word ?? null, invitation: body.invitation ? { code: body.invitation.code } : null, created_at: ago(0) });
      return this.signedIn(true);
    }
    if (what === 'recognised') return this.devices.has(body.device) ? { word: this.holder.word, username: this.holder.username } : { word: null, username: null };
    if (what === 'sign-ins' && id) {
      this.proven(body.code);
      return this.signedIn(true);
    }
    if (what === 'sign-ins') {
      if (body.password === 'wrong password' || !this.holder.has_password) throw new Refused(403, 'account.refused');
      return this.devices.has(body.device) && !body.full ? { ...this.signedIn(false), device: null } : { next: 'code', id: 'sgn_1', expires_at: ahead(1 / 6) };
    }
    if (what === 'passkey-sign-ins') return id ? this.signedIn(true) : { id: 'sgn_2', public_key: { challenge: 'AAECAwQFBgcICQoLDA0ODw', rpId: 'localhost', userVerification: 'required' } };
    if (what === 'recoveries' && id) return this.proven(body.code), void Object.assign(this.holder, { has_password: true, passkeys: [] });
    if (what === 'recoveries') return waiting;
    throw new Refused(404, 'not_found');
  }

  invitation({ code }) {
    if (code === 'K7M29QXD') return { ...TERMS, code };
    throw REFUSED[code] ? new Refused(409, `invitation.${REFUSED[code]}`) : new Refused(404, 'invitation.unknown');
  }

  demonstration(what) {
    if (!this.demo) throw new Refused(404, 'not_found');
    if (what === 'trade') return { product_line: 'spot', fee: '12.500000', currency: 'USDT', owner: '2.500000', invited: '1.250000', without: null };
    return {
      letters: this.letters,
      relying_party: 'rp_utopia',
      name: 'Utopia Exchange',
      invitation: { code: 'K7M2-9QXD', link: '/account/rp_utopia/register#code=K7M2-9QXD' },
      friend: { email: 'lin@utopia.example', password: 'plain words for a demonstration' },
      console: 'http://localhost:8080/console',
      reviewers: ['ada', 'bo'].map((login) => ({ login, password: 'plain words for a demonstration', code: '309417', code_until: ahead(20 / 3600) })),
      story: { folder: 'out/story', claim: { family_name: 'OKAFOR', given_names: 'SOFIE JUNE', birth_date: '1989-06-13', nationality: 'UTO', document: { number: '049580924' } } },
      trade: { possible: true },
    };
  }

  account({ method, path: [, what, id, part, month], body, token, csv }) {
    if (token !== 'Bearer account_ada' || !this.signed) throw new Refused(401, 'account.signed_out');
    const { holder } = this;
    const fully = () => {
      if (!this.full) throw new Refused(403, 'account.full_sign_in');
    };
    const known = (password) => {
      if (holder.has_password && (!password || password === 'wrong password')) throw new Refused(403, 'account.refused');
    };
    if (!what) return { ...holder, relying_party: PARTY, mode: 'test', devices: this.devices.size, full: this.full };
    if (what === 'sign-out') return void (this.signed = false);
    if (what === 'password') return fully(), known(body.password), void (holder.has_password = true);
    if (what === 'word') return fully(), void (holder.word = body.word);
    if (what === 'contact' && id) return this.proven(body.old_code), this.proven(body.new_code), void (holder.contact = { kind: 'email', masked: 'n•••@lovelace.example' });
    if (what === 'contact') return fully(), { id: 'cnt_1', expires_at: ahead(1 / 6) };
    if (what === 'consents') return void Object.assign(holder, { documents_to_accept: [], consents: [...holder.consents, ...body.consents.map((one) => ({ ...one, at: ago(0) }))] });
    if (what === 'passkeys' && method === 'DELETE' && !holder.has_password && holder.passkeys.length === 1) throw new Refused(409, 'account.last_passkey');
    if (what === 'passkeys' && method === 'DELETE') return fully(), void (holder.passkeys = holder.passkeys.filter((one) => one.id !== id));
    if (what === 'passkeys' && id === 'begin') return this.begun(holder.username);
    if (what === 'passkeys') return this.fits(body), void holder.passkeys.push({ id: `pky_${holder.passkeys.length + 1}`, name: body.name, created_at: ago(0) });
    if (what === 'devices') return this.devices.clear();
    if (what === 'verification') return void (holder.verification = { state: 'begun', url: '/verify#t=1' }) ?? { session: 'ses_1', url: '/verify#t=1' };
    if (what === 'close') {
      known(body.password);
      if (body.balance !== 'give_up') throw new Refused(409, 'account.balance', '18.402500 USDT payable, 3.100000 USDT pending', { balances: [{ currency: 'USDT', payable: '18.402500', pending: '3.100000' }] });
      return void (this.signed = false);
    }
    if (what === 'programmes') return [{ ...TERMS, id: 'prg_spring' }, { ...TERMS, id: 'prg_friends', title: { en: 'Friends of Utopia', 'zh-CN': '乌托邦之友' }, cap: [], earns_days: null }];
    if (what === 'codes' && part === 'statements') return statement({ code: id, month, few: this.few, csv });
    if (what === 'codes' && method === 'POST') return this.codes.push({ code: 'N3WC0DE7', link: 'https://kyc.utopia.example/account/rp_utopia/register#code=N3WC-0DE7', created_at: ago(0) }), this.codes.at(-1);
    if (what === 'codes') return this.codes;
    if (what === 'rebates') return statement({ code: null, month: id, csv });
    throw new Refused(404, 'not_found');
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log(await new AccountFake().listen(Number(process.env.PORT ?? 8098)));
