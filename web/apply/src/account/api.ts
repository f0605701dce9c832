// The accounts' part of the API. Paths and bodies are those of docs/openapi.json; answers are narrowed to what the pages tell apart.
import type * as as from '../api/account-types';
import { ask, bearer, Problem } from '../api/client.svelte';
import type { Answer, Body, Path, ProblemBody, Verb } from '../api/types';

export type * from '../api/account-types';

type Within = Record<string, string>;
const post = <P extends Path<'post'>>(path: P, body: Body<'post', P>, within: Within = {}) => ask('post', path, { body, within, once: true });
const put = <P extends Path<'put'>>(path: P, body: Body<'put', P>) => ask('put', path, { body, once: true });
const bare = <P extends Path<'post'>>(path: P): Promise<Answer<'post', P>> => ask('post', path, { once: true });
/** Asked without a token: whoever asks may be anybody. */
const publicly = <P extends Path<'post'>>(path: P, body: Body<'post', P>, within: Within = {}) => ask('post', path, { body, within, secret: null, once: true });
/** What is not described: the demonstration. */
const loose = ask as unknown as <T>(verb: Verb, path: string, options?: { body?: unknown; secret?: null; once?: boolean }) => Promise<T>;

// Registration.
export const readRegistration = (party: string) => ask('get', '/v1/accounts/registration/{relying_party}', { within: { relying_party: party }, secret: null }) as Promise<as.Registration>;
export const register = (body: as.Address & { relying_party: string; locale: string }) => publicly('/v1/accounts', body);
export const proveRegistration = (id: string, code: string) => publicly('/v1/accounts/registrations/{id}/code', { code }, { id });
export const newPasskeyOf = (id: string, name: string, credential: unknown): as.NewPasskey => ({ id, name, credential: credential as Record<string, never> });
export const beginRegistrationPasskey = (id: string, registration_token: string, username: string) => publicly('/v1/accounts/registrations/{id}/passkey', { registration_token, username }, { id }) as Promise<{ id: string; public_key: PublicKeyCredentialCreationOptionsJSON }>;
export interface Completion {
  registration_token: string;
  username: string;
  /** One of both is needed. */
  password?: string;
  passkey?: as.NewPasskey;
  consents: as.Consent[];
  invitation?: { code: string; terms_sha256: string };
  word?: string;
}
export const complete = (id: string, body: Completion) => publicly('/v1/accounts/registrations/{id}/complete', body, { id }) as Promise<as.SignedIn>;
export const lookUp = (relying_party: string, code: string, device: string | null) => publicly('/v1/invitations', { relying_party, code, ...(device ? { device } : {}) }) as Promise<as.Invitation>;

// Signing in.
export const recognise = (relying_party: string, device: string) => publicly('/v1/accounts/recognised', { relying_party, device });
export const signIn = (body: as.Address & { relying_party: string; password: string; device?: string; full?: boolean }) => publicly('/v1/accounts/sign-ins', body) as Promise<as.SignIn>;
export const signInCode = (id: string, code: string) => publicly('/v1/accounts/sign-ins/{id}/code', { code }, { id }) as Promise<as.SignedIn>;
export const beginPasskey = (relying_party: string) => publicly('/v1/accounts/passkey-sign-ins', { relying_party }) as Promise<{ id: string; public_key: Omit<PublicKeyCredentialRequestOptionsJSON, 'allowCredentials'> }>;
export const signInPasskey = (id: string, credential: unknown) => publicly('/v1/accounts/passkey-sign-ins/{id}', { credential: credential as Record<string, never> }, { id }) as Promise<as.SignedIn>;
export const recover = (body: as.Address & { relying_party: string }) => publicly('/v1/accounts/recoveries', body);
export const finishRecovery = (id: string, code: string, password: string) => publicly('/v1/accounts/recoveries/{id}', { code, password }, { id });

// The account.
export const readAccount = () => ask('get', '/v1/account') as Promise<as.Holder>;
export const signOut = (everywhere: boolean) => post('/v1/account/sign-out', { everywhere });
/** An account without a password has none to give. */
export const changePassword = (password: string | null, new_password: string) => put('/v1/account/password', { ...(password === null ? {} : { password }), new_password });
export const changeWord = (word: string) => put('/v1/account/word', { word });
export const changeContact = (address: as.Address) => post('/v1/account/contact', address);
export const proveContact = (id: string, old_code: string, new_code: string) => post('/v1/account/contact/{id}', { old_code, new_code }, { id });
export const accept = (consents: as.Consent[]) => post('/v1/account/consents', { consents });
export const newPasskey = () => bare('/v1/account/passkeys/begin') as Promise<{ id: string; public_key: PublicKeyCredentialCreationOptionsJSON }>;
export const addPasskey = (id: string, name: string, credential: unknown) => post('/v1/account/passkeys', newPasskeyOf(id, name, credential));
export const removePasskey = (id: string) => ask('delete', '/v1/account/passkeys/{id}', { within: { id }, once: true });
export const forgetDevices = () => ask('delete', '/v1/account/devices', { once: true });
export const verify = () => bare('/v1/account/verification');
export const close = (password: string | null, giveUp: boolean) => post('/v1/account/close', { ...(password === null ? {} : { password }), ...(giveUp ? { balance: 'give_up' as const } : {}) });

// Inviting and earning.
export const readProgrammes = () => ask('get', '/v1/account/programmes').then(({ programmes }) => programmes as as.Programme[]);
export const readCodes = () => ask('get', '/v1/account/codes').then(({ codes }) => codes);
export const makeCode = (programme: string) => post('/v1/account/codes', { programme });
/** Of a code; without one, of the own share. */
const statementPath = (code: string | null, month: string) => (code ? `/v1/account/codes/${encodeURIComponent(code)}/statements/${month}` : `/v1/account/rebates/${month}`);
export const readStatement = (code: string | null, month: string) => (code ? ask('get', '/v1/account/codes/{code}/statements/{month}', { within: { code, month }, once: true }) : ask('get', '/v1/account/rebates/{month}', { within: { month }, once: true })) as Promise<as.Statement>;
export const readStatementCsv = async (code: string | null, month: string): Promise<Blob> => (await raw(statementPath(code, month), { headers: { accept: 'text/csv', authorization: `Bearer ${bearer()}` } })).blob();

// Official or not.
export const checkChannel = (relying_party: string, what: string) => publicly('/v1/channels/check', { relying_party, what }) as Promise<as.ChannelAnswer>;
export const checkApp = async (party: string, file: Blob): Promise<as.ChannelAnswer> =>
  (await raw(`/v1/channels/check-app?relying_party=${encodeURIComponent(party)}`, { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream' } })).json() as Promise<as.ChannelAnswer>;

// The demonstration.
export const readInbox = () => loose<as.Inbox>('get', '/v1/demo/inbox', { secret: null });
export const trade = () => loose<as.DemoTrade>('post', '/v1/demo/trade', { body: {}, secret: null, once: true });

/** What is not JSON in both directions. */
async function raw(path: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(path, { ...options, cache: 'no-store' }).catch((cause: unknown) => Promise.reject(new Problem(0, 'net.away', String(cause))));
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as Partial<ProblemBody>;
  throw new Problem(answer.status, body.code ?? 'unknown', body.detail ?? answer.statusText, body);
}
