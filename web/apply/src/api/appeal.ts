// The appeal's part of the API.
import type { AppealPage, ContactKind } from './appeal-types';
import { ask } from './client.svelte';
import { language } from '../texts/texts.svelte';

export type * from './appeal-types';

const PATH = '/v1/applicant/appeal';
/** The page as the description has it, with the words that it only describes. */
const page = (answer: Promise<object>) => answer as Promise<AppealPage>;

export const readAppeal = (once = false) => page(ask('get', PATH, { query: { locale: language() }, once }));
/** Opens the draft; the one that is there when there is one. */
export const openAppeal = () => page(ask('post', PATH));
export const sendContactCode = (kind: ContactKind) => ask('post', `${PATH}/contact`, { body: { kind }, once: true });
export const proveContact = (code: string) => ask('post', `${PATH}/contact/code`, { body: { code }, once: true });
export const newStatementCode = () => page(ask('post', `${PATH}/code`, { once: true }));
/** With `keepalive` it is sent though the page is left. */
export const putExplanation = (text: string, keepalive = false) => ask('put', `${PATH}/explanation`, { body: { text }, what: 'left-explanation', once: true, keepalive });
export const checkFile = (evidence: string) => ask('post', `${PATH}/check`, { body: { evidence }, once: true });
export const removeFile = (id: string) => ask('delete', '/v1/applicant/evidence/{id}', { within: { id }, headers: { 'tus-resumable': '1.0.0' }, once: true });
/** Repeated until an answer comes: submitting twice submits once. */
export const submitAppeal = () => page(ask('post', `${PATH}/submit`));
export const sendMessage = (text: string) => page(ask('post', `${PATH}/messages`, { body: { text }, what: 'left-message', once: true }));
export const sendAnswer = (text: string) => page(ask('post', `${PATH}/answer`, { body: { text }, what: 'left-answer', once: true }));
export const withdrawAppeal = () => page(ask('post', `${PATH}/withdraw`, { once: true }));
