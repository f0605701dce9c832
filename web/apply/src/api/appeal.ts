// The appeal's part of the API. Once docs/openapi.json has it, each of these calls `ask` with its path, and the types come from there.
import type { AppealPage, ContactKind } from './appeal-types';
import { request } from './client.svelte';
import { language } from '../texts/texts.svelte';

export type * from './appeal-types';

const PATH = '/v1/applicant/appeal';

export const readAppeal = (once = false) => request<AppealPage>('get', `${PATH}?locale=${language()}`, { once });
/** Opens the draft; the one that is there when there is one. */
export const openAppeal = () => request<AppealPage>('post', PATH);
export const sendContactCode = (kind: ContactKind) => request<{ expires_at: string }>('post', `${PATH}/contact`, { body: { kind }, once: true });
export const proveContact = (code: string) => request<undefined>('post', `${PATH}/contact/code`, { body: { code }, once: true });
export const newStatementCode = () => request<AppealPage>('post', `${PATH}/code`, { once: true });
/** With `keepalive` it is sent though the page is left. */
export const putExplanation = (text: string, keepalive = false) => request<undefined>('put', `${PATH}/explanation`, { body: { text }, what: 'left-explanation', once: true, keepalive });
export const checkFile = (evidence: string) => request<{ findings: unknown[] }>('post', `${PATH}/check`, { body: { evidence }, once: true });
export const removeFile = (id: string) => request<undefined>('delete', `/v1/applicant/evidence/${encodeURIComponent(id)}`, { headers: { 'tus-resumable': '1.0.0' }, once: true });
/** Repeated until an answer comes: submitting twice submits once. */
export const submitAppeal = () => request<AppealPage>('post', `${PATH}/submit`);
export const sendMessage = (text: string) => request<AppealPage>('post', `${PATH}/messages`, { body: { text }, what: 'left-message', once: true });
export const sendAnswer = (text: string) => request<AppealPage>('post', `${PATH}/answer`, { body: { text }, what: 'left-answer', once: true });
export const withdrawAppeal = () => request<AppealPage>('post', `${PATH}/withdraw`, { once: true });
