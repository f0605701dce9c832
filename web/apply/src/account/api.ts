// The accounts' part of the API. The one place that names its paths: with the description's own types it becomes typed by them.
import type * as as from '../api/account-types';
import { ask, bearer, Problem } from '../api/client.svelte';
import type { ProblemBody, Verb } from '../api/types';

export type * from '../api/account-types';

type Loose = <T>(verb: Verb, path: string, options?: { body?: unknown; within?: Record<string, string>; secret?: null; once?: boolean; headers?: Record<string, string> }) => Promise<T>;
const loose = ask as unknown as Loose;
const post = <T = undefined>(path: string, body: unknown = {}, within: Record<string, string> = {}) => loose<T>('post', path, { body, within, once: true });
/** Asked without a token: whoever asks may be anybody. */
const publicly = <T>(path: string, body: unknown, within: Record<string, string> = {}) => loose<T>('post', path, { body, within, secret: null, once: true });
/** Lists come bare, or under the name of what they list. */
const list = async <T>(name: string, answer: Promise<T[] | Record<string, T[]>>): Promise<T[]> => {
  const found = await answer;
  return Array.isArray(found) ? found : (found[name] ?? []);
};

// Registration.
export const readRegistration = (party: string) => loose<as.Registration>('get', '/v1/accounts/registration/{party}', { within: { party }, secret: null });
export const register = (body: as.Address & { relying_party: string; locale: string }) => publicly<as.Waiting>('/v1/accounts', body);
export const proveRegistration = (id: string, code: string) => publicly<{ registration_token: string; expires_at: string }>('/v1/accounts/registrations/{id}/code', { code }, { id });
export interface Completion {
  registration_token: string;
  username: string;
  password: string;
  consents: as.Consent[];
  invitation?: { code: string; terms_sha256: string };
  word?: string;
  device_name?: string;
}
export const complete = (id: string, body: Completion) => publicly<as.SignedIn>('/v1/accounts/registrations/{id}/complete', body, { id });
export const lookUp = (relying_party: string, code: string, device: string | null) => publicly<as.Invitation>('/v1/invitations', { relying_party, code, ...(device ? { device } : {}) });

// Signing in.
export const recognise = (relying_party: string, device: string) => publicly<as.Recognised>('/v1/accounts/recognised', { relying_party, device });
export const signIn = (body: as.Address & { relying_party: string; password: string; device?: string; full?: boolean }) => publicly<as.SignIn>('/v1/accounts/sign-ins', body);
export const signInCode = (id: string, code: string) => publicly<as.SignedIn>('/v1/accounts/sign-ins/{id}/code', { code }, { id });
export const beginPasskey = (relying_party: string) => publicly<{ id: string; public_key: PublicKeyCredentialRequestOptionsJSON }>('/v1/accounts/passkey-sign-ins', { relying_party });
export const signInPasskey = (id: string, credential: unknown) => publicly<as.SignedIn>('/v1/accounts/passkey-sign-ins/{id}', { credential }, { id });
export const recover = (body: as.Address & { relying_party: string }) => publicly<as.Waiting>('/v1/accounts/recoveries', body);
export const finishRecovery = (id: string, code: string, password: string) => publicly<undefined>('/v1/accounts/recoveries/{id}', { code, password }, { id });

// The account.
export const readAccount = () => loose<as.Holder>('get', '/v1/account');
export const signOut = (everywhere: boolean) => post('/v1/account/sign-out', { everywhere });
export const changePassword = (password: string, new_password: string) => loose<undefined>('put', '/v1/account/password', { body: { password, new_password }, once: true });
export const changeWord = (word: string) => loose<undefined>('put', '/v1/account/word', { body: { word }, once: true });
export const changeContact = (address: as.Address) => post<as.Waiting>('/v1/account/contact', address);
export const proveContact = (id: string, old_code: string, new_code: string) => post('/v1/account/contact/{id}', { old_code, new_code }, { id });
export const accept = (consents: as.Consent[]) => post('/v1/account/consents', { consents });
export const newPasskey = () => post<{ id: string; public_key: PublicKeyCredentialCreationOptionsJSON }>('/v1/account/passkeys/begin');
export const addPasskey = (id: string, name: string, credential: unknown) => post('/v1/account/passkeys', { id, name, credential });
export const removePasskey = (id: string) => loose<undefined>('delete', '/v1/account/passkeys/{id}', { within: { id }, once: true });
export const forgetDevices = () => loose<undefined>('delete', '/v1/account/devices', { once: true });
export const verify = () => post<{ session: string; url: string }>('/v1/account/verification');
export const close = (password: string, giveUp: boolean) => post('/v1/account/close', { password, ...(giveUp ? { balance: 'give_up' } : {}) });

// Inviting and earning.
export const readProgrammes = () => list<as.Programme>('programmes', loose('get', '/v1/account/programmes'));
export const readCodes = () => list<as.OwnCode>('codes', loose('get', '/v1/account/codes'));
export const makeCode = (programme: string) => post<{ code: string; link: string }>('/v1/account/codes', { programme });
/** Of a code; without one, of the own share. */
const statementPath = (code: string | null, month: string) => (code ? `/v1/account/codes/${encodeURIComponent(code)}/statements/${month}` : `/v1/account/rebates/${month}`);
export const readStatement = (code: string | null, month: string) => loose<as.Statement>('get', statementPath(code, month), { once: true });
export const readStatementCsv = async (code: string | null, month: string): Promise<Blob> => (await raw(statementPath(code, month), { headers: { accept: 'text/csv', authorization: `Bearer ${bearer()}` } })).blob();

// Official or not.
export const checkChannel = (relying_party: string, what: string) => publicly<as.ChannelAnswer>('/v1/channels/check', { relying_party, what });
export const checkApp = async (party: string, file: Blob): Promise<as.ChannelAnswer> =>
  (await raw(`/v1/channels/check-app?relying_party=${encodeURIComponent(party)}`, { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream' } })).json() as Promise<as.ChannelAnswer>;

// The demonstration.
export const readInbox = () => loose<as.Inbox>('get', '/v1/demo/inbox', { secret: null });
export const trade = () => publicly<as.DemoTrade>('/v1/demo/trade', {});

/** What is not JSON in both directions. */
async function raw(path: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(path, { ...options, cache: 'no-store' }).catch((cause: unknown) => Promise.reject(new Problem(0, 'net.away', String(cause))));
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as Partial<ProblemBody>;
  throw new Problem(answer.status, body.code ?? 'unknown', body.detail ?? answer.statusText, body);
}
