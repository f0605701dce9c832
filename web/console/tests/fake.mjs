// A stand-in for the server: the console's API with made-up people, and the built pages under the content security policy that the server sends.
// By itself: `npm run fake`, then `npm run dev` with CANDOR_URL=http://127.0.0.1:8099. Any login; the password is anything but `wrong`; so is the code but 000000.
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { extname, join } from 'node:path';
import { caseOf, openedOf, rows, at } from './fake/people.mjs';
import { crop, image } from './fake/images.mjs';
import { preview, reasons, words } from './fake/reasons.mjs';
import { dashboard, deliveries, differences, endpoints, entries, POLICY, users } from './fake/house.mjs';

const DIST = new URL('../dist/', import.meta.url).pathname;
export const POLICY_OF_PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.ftl': 'text/plain; charset=utf-8', '.json': 'application/json' };
const LEASE = 10 * 60_000;

class Refused extends Error {
  constructor(status, code, detail = '', headers = {}) {
    super(code);
    Object.assign(this, { status, code, detail, headers });
  }
}

/** One house of its own: what a test changes there no other test sees. */
export class Fake {
  constructor({ images = process.env.E2E_DRAWN && join(process.env.E2E_DRAWN, 'cases'), roles = ['reviewer', 'lead', 'admin', 'auditor'], signedIn = false, idle = 1800, many = false, enrolled = true } = {}) {
    Object.assign(this, { images, roles, signedIn, idle, many, enrolled, leased: LEASE, asked: [], down: false });
    this.cases = new Map(rows().map((row) => [row.id, row]));
    this.details = new Map();
    this.users = users();
  }
  get me() {
    return { id: 'usr_ada', login: 'ada', roles: this.roles, relying_party: { id: 'rp_utopia', name: 'Utopia Exchange' }, ends_at: at(8), idle_seconds: this.idle };
  }
  listen(port = 0) {
    return new Promise((done) => {
      this.server = http.createServer((request, response) => void this.answer(request, response)).listen(port, '127.0.0.1', () => done(`http://127.0.0.1:${this.server.address().port}`));
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
    let text = '';
    for await (const piece of request) text += piece;
    const send = (status, kind, body, headers = {}) => response.writeHead(status, { 'content-type': kind, 'cache-control': 'no-store', ...headers }).end(body);
    try {
      if (request.method !== 'GET' && request.headers['x-candor-console'] !== '1') throw new Refused(403, 'console.header');
      const path = url.pathname.replace('/v1/console/', '').split('/').map(decodeURIComponent);
      const language = request.headers['accept-language'] === 'zh-CN' ? 'zh-CN' : 'en';
      this.asked.push(`${request.method} ${path.join('/')}`);
      const body = this.api(request.method, path, url.searchParams, text ? JSON.parse(text) : {}, language);
      if (body?.bytes) send(200, body.kind, body.bytes);
      else if (body === undefined) response.writeHead(204).end();
      else send(200, 'application/json', JSON.stringify(body));
    } catch (cause) {
      if (!(cause instanceof Refused)) console.error(cause);
      const { status = 500, code = 'sys.technical_error', detail = '', headers = {} } = cause;
      send(status, 'application/problem+json', JSON.stringify({ type: `https://candor.example/problems/${code}`, title: code, status, code, detail, instance: url.pathname }), headers);
    }
  }

  file(path, response) {
    const file = path.startsWith('/console/assets/') ? join(DIST, path.slice('/console/'.length)) : /^\/console(\/|$)/.test(path) ? join(DIST, 'index.html') : null;
    if (!file || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': KINDS[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY_OF_PAGES }).end(readFileSync(file));
  }

  api(method, [what, id, part, more], query, body, language) {
    if (what === 'sign-in') return this.signIn(method, body);
    if (what === 'enrol') return { secret: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP', uri: 'otpauth://totp/Candor:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Candor' };
    if (what === 'second-factor') {
      if (body.code === '000000') throw new Refused(403, 'console.refused');
      this.signedIn = true;
      return this.me;
    }
    if (!this.signedIn) throw new Refused(401, 'console.signed_out');
    if (what === 'me') return this.me;
    if (what === 'sign-out') return void (this.signedIn = false);
    if (what === 'password') {
      if (body.old === 'wrong') throw new Refused(403, 'console.refused');
      return undefined;
    }
    if (what === 'cases') return id ? this.case(method, id, part, more, query, body, language) : this.queue(query);
    if (what === 'preview') return preview(body, { 'data.name_char_diff': ['SMYTH', 'SMITH'], 'img.glare': ['6.3 %', '2 %'] });
    if (what === 'reasons') return { reasons };
    if (what === 'search') return this.search(body);
    if (what === 'dashboard') return dashboard(Number(query.get('days') ?? 30));
    if (what === 'webhooks') {
      const other = [...query.keys()].find((name) => name !== 'cursor');
      if (other) throw new Refused(400, 'request.invalid', `there is no \`${other}\``);
      if (id) return id === 'whk_test' ? { deliveries: [], next: null } : deliveries(query.get('cursor'));
      return { endpoints: endpoints() };
    }
    if (what === 'deliveries') return {};
    if (what === 'policy') return this.policy(method, id, body);
    if (what === 'users') return this.people(method, id, part, body);
    if (what === 'audit') {
      const from = Number(query.get('after') ?? 131);
      const found = entries.filter(({ number }) => number < from).slice(0, Number(query.get('limit') ?? 100));
      return { entries: found, next: found.at(-1)?.number > 1 ? found.at(-1).number : null };
    }
    throw new Refused(404, 'not_found');
  }

  signIn(method, body) {
    if (method === 'GET') return { many: this.many };
    if (body.password === 'wrong') throw new Refused(403, 'console.refused');
    if (body.password === 'locked') throw new Refused(429, 'console.locked', '', { 'retry-after': '900' });
    return { next: this.enrolled ? 'code' : 'enrol' };
  }

  queue(query) {
    const wanted = (name) => query.get(name);
    const all = [...this.cases.values()].filter(({ mode }) => mode === (wanted('mode') ?? 'live'));
    const fits = all.filter((row) => (!wanted('kind') || row.kind === wanted('kind')) && (!wanted('stage') || row.stage === wanted('stage')) && (!wanted('mine') || row.holder?.you) && (!wanted('waiting') || row.paused) && (!wanted('late') || row.breached) && (!wanted('at_risk') || (row.at_risk && !row.breached && !row.paused)));
    const from = Number(wanted('after') ?? 0);
    const limit = Math.min(Number(wanted('limit') ?? 50), this.page ?? 50);
    return {
      cases: fits.slice(from, from + limit), next: fits.length > from + limit ? String(from + limit) : null,
      counts: { open: all.length, at_risk: all.filter((row) => row.at_risk && !row.breached && !row.paused).length, breached: all.filter((row) => row.breached).length, mine: all.filter((row) => row.holder?.you).length, waiting: all.filter((row) => row.paused).length },
    };
  }

  told = (language) => (list) => list.map((one) => ({ ...one, told: words(one.code, language, one.unit === 'share' ? `${one.value * 100} %` : String(one.value ?? ''), one.unit === 'share' ? `${one.limit * 100} %` : String(one.limit ?? '')) }));

  case(method, id, what, more, query, body, language) {
    const row = this.cases.get(id);
    if (!row) throw new Refused(404, 'not_found');
    const found = this.details.get(id) ?? caseOf(row, this.told(language));
    this.details.set(id, found);
    if (found.holder?.you && Date.parse(found.holder.until) < Date.now()) {
      Object.assign(found, { holder: null, opened: false });
      Object.assign(row, { holder: null });
    }
    const mine = found.holder?.you;
    // What was measured may be somebody's name: it comes when the case is opened.
    const masked = ({ code, tier, next, effect, evidence }) => ({ code, tier, next, effect, evidence });
    const shown = (attempt) => ({ ...attempt, findings: attempt.findings && !found.opened ? attempt.findings.map(masked) : attempt.findings });
    const say = () => ({ ...found, attempts: found.attempts.map(shown), may: this.may(found) });
    const held = () => {
      if (!found.holder?.you) throw new Refused(409, 'case.lost');
    };
    const note = (event, text) => found.timeline.push({ at: at(0), what: event, who: 'ada', ...(text ? { note: text } : {}) });
    const lease = () => {
      found.holder = { login: 'ada', you: true, until: new Date(Date.now() + this.leased).toISOString() };
      Object.assign(row, { holder: found.holder });
      return { until: found.holder.until };
    };
    if (!what) return say();
    if (what === 'images' && !found.opened) throw new Refused(403, 'case.not_opened');
    if (what === 'images') return image(more, Number(query.get('frame') ?? 0), this.images);
    if (what === 'crops') return crop(openedOf(found).fields.find(({ name }) => name === more)?.printed ?? '');
    if (what === 'take') {
      if (found.holder && !mine) throw new Refused(409, 'case.held', `${found.holder.login} holds this case.`);
      note('appeal.assigned');
      if (!mine) found.opened = false;
      return lease();
    }
    if (what === 'open') {
      if (this.tooMany) throw new Refused(429, 'case.too_many_openings', '', { 'retry-after': '600' });
      found.opened = true;
      note('case.opened', body.purpose);
      return openedOf(found, this.may(found).includes('verdict'));
    }
    if (what === 'release') {
      Object.assign(found, { holder: null, opened: false });
      Object.assign(row, { holder: null });
      return undefined;
    }
    held();
    if (what === 'keep') return lease();
    if (body.outcome && (body.outcome === 'partial') !== (body.struck ?? []).length > 0) throw new Refused(422, 'case.unusable', 'a partial verdict names in `struck` what does not hold, and no other does');
    if (what === 'proposal' && body.outcome === 'remit' && !body.reasons?.length) throw new Refused(422, 'case.unusable', 'name in `reasons` what is to be mended');
    if (what === 'verdict') {
      note('case.verdict');
      if (found.stage === 'second') Object.assign(found, { state: 'decided', holder: null });
      else found.appeal.blind = { outcome: body.outcome };
      found.attempts = caseOf({ ...row, stage: 'lead' }, this.told(language)).attempts;
    } else if (what === 'proposal') {
      found.appeal.proposal = { outcome: body.outcome, struck: body.struck, reasons: body.reasons, by_you: true };
      Object.assign(found, { state: found.stage === 'lead' ? 'decided' : 'second_review', holder: null, ...(found.stage === 'lead' ? {} : { stage: 'second', barred: 'first_reviewer' }) });
      note('appeal.proposed');
    } else if (what === 'decision') {
      Object.assign(found, { state: body.outcome, holder: null });
      note('session.decided');
    } else if (what === 'ask') {
      Object.assign(found, { state: 'info_requested', paused: true, due_at: null });
      note('appeal.info_requested', body.text);
    } else note(what === 'notes' ? 'case.note' : 'case.message');
    return say();
  }

  may(found) {
    const [audits, decides] = [this.roles.includes('auditor'), this.roles.some((role) => role === 'reviewer' || role === 'lead')];
    if (!decides) return audits ? ['open'] : [];
    const leads = audits || this.roles.includes('lead');
    if (found.barred || ['decided', 'approved', 'declined', 'needs_resubmission'].includes(found.state)) return leads ? ['open'] : [];
    if (!found.holder) return leads ? ['take', 'open'] : ['take'];
    if (!found.holder.you) return leads ? ['open'] : [];
    if (!found.opened) return ['open'];
    const rest = ['ask', 'message', 'note', 'open'];
    if (found.kind === 'review') return ['decide', ...rest];
    if (found.stage === 'lead') return ['propose', ...rest];
    if (found.stage === 'second') return ['verdict', 'note', 'open'];
    return [found.appeal.blind ? 'propose' : 'verdict', ...(found.paused ? rest.slice(1) : rest)];
  }

  search({ by, value, purpose, words = '', ...more }) {
    if (!['decide', 'question', 'audit', 'quality'].includes(purpose) || words.length > 500 || Object.keys(more).length > 0) throw new Refused(422, 'case.unusable', '`purpose` must be one of decide, question, audit, quality');
    if (value.trim().toUpperCase() === 'NOBODY') return { found: [] };
    return { found: [{ session: 'ses_7hq2msmyth1', external_id_masked: 'u-8•••••31', state: 'declined', created_at: at(-52), case: 'cas_smyth1', receipt: 'K7Q4-M2XD' }, ...(by === 'external_id' || by === 'number' ? [{ session: 'ses_1aa04first', external_id_masked: 'u-8•••••31', state: 'expired', created_at: at(-24 * 41), case: null, receipt: null }] : [])] };
  }

  policy(method, id, body) {
    if (id !== 'dry-run' && method === 'GET') return { policy: this.saved ?? POLICY, hash: 'sha256:7d0c1e9f2a44b6c1', differences };
    if (/unusable/.test(body.policy)) throw new Refused(422, 'policy.unusable', 'line 3: there is no key `unusable`');
    if (id !== 'dry-run') return void (this.saved = body.policy) ?? { policy: body.policy, hash: 'sha256:90aa12cd', differences };
    return {
      hash: 'sha256:90aa12cd33ef0b7e', differences: [{ key: 'images.glare.at_most', here: 0.02, there: 0.04 }], tried: 500,
      changed: [{ session: 'ses_7hq2msmyth1', attempt: 1, before: 'needs_resubmission', after: 'approved', rule: 'img.glare' }, { session: 'ses_09ax4hhq21p', attempt: 2, before: 'needs_resubmission', after: 'in_review', rule: 'img.glare' }],
    };
  }

  people(method, id, part, body) {
    if (method === 'GET') return { users: this.users };
    if (!id) {
      this.users.push({ id: `usr_${body.login}`, login: body.login, roles: body.roles, created_at: at(0), disabled_at: null, second_factor: false, locked: false });
      return { id: `usr_${body.login}`, password: 'quiet-lamp-river-41' };
    }
    const user = this.users.find((one) => one.id === id);
    if (id === this.me.id) throw new Refused(409, 'console.self');
    if (part === 'password') return { password: 'amber-field-stone-88' };
    if (part === 'second-factor') return void (user.second_factor = false);
    if (body.roles) user.roles = body.roles;
    if (body.disabled !== undefined) user.disabled_at = body.disabled ? at(0) : null;
    return undefined;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log(`${await new Fake({ signedIn: process.argv.includes('--signed-in') }).listen(Number(process.env.PORT ?? 8099))}/console`);
