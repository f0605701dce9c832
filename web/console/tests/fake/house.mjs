// What lies behind the other pages of the fake: deliveries, policy, people, the trail, numbers.
import { at } from './people.mjs';

export const endpoints = () => [
  { id: 'whk_main', url: 'https://exchange.example/hooks/candor', mode: 'live', kinds: ['session.decided', 'appeal.decided', 'appeal.sla_breached'], failing_since: null, disabled_at: null },
  { id: 'whk_crm', url: 'https://crm.exchange.example/in', mode: 'live', kinds: ['appeal.submitted', 'appeal.decided'], failing_since: at(-5), disabled_at: null },
  { id: 'whk_test', url: 'https://sandbox.exchange.example/hooks', mode: 'test', kinds: [], failing_since: at(-90), disabled_at: at(-12) },
];
/** Deliveries of a page. */
const MOST = 50;
const sent = () => [
  { id: 'dlv_1', kind: 'appeal.submitted', state: 'delivered', tries: 1, last_answer: 204, created_at: at(-45), settled_at: at(-45) },
  { id: 'dlv_2', kind: 'session.decided', state: 'delivered', tries: 3, last_answer: 200, created_at: at(-20), settled_at: at(-18) },
  { id: 'dlv_3', kind: 'appeal.sla_breached', state: 'waiting', tries: 4, last_answer: 'timeout', created_at: at(-3), settled_at: null },
  { id: 'dlv_4', kind: 'appeal.decided', state: 'failed', tries: 8, last_answer: 503, created_at: at(-80), settled_at: at(-8) },
  ...Array.from({ length: 48 }, (_, index) => ({ id: `dlv_${index + 5}`, kind: 'session.decided', state: 'delivered', tries: 1, last_answer: 200, created_at: at(-90 - index), settled_at: at(-90 - index) })),
];
/** A page of what was sent, after the delivery of that id. */
export function deliveries(cursor) {
  const all = sent();
  const from = cursor ? all.findIndex(({ id }) => id === cursor) + 1 : 0;
  const page = all.slice(from, from + MOST);
  return { deliveries: page, next: page.length === MOST ? page.at(-1).id : null };
}
export const users = () => [
  { id: 'usr_ada', login: 'ada', roles: ['reviewer', 'lead', 'admin', 'auditor'], created_at: at(-24 * 200), disabled_at: null, second_factor: true, locked: false },
  { id: 'usr_mei', login: 'mei.tan', roles: ['reviewer'], created_at: at(-24 * 90), disabled_at: null, second_factor: true, locked: false },
  { id: 'usr_ola', login: 'ola.berg', roles: ['auditor'], created_at: at(-24 * 30), disabled_at: null, second_factor: false, locked: true },
  { id: 'usr_ivo', login: 'ivo', roles: ['reviewer'], created_at: at(-24 * 150), disabled_at: at(-24 * 10), second_factor: true, locked: false },
];
const ACTIONS = ['case.opened', 'case.verdict', 'case.proposed', 'case.taken', 'case.released', 'policy.saved', 'user.created', 'console.signed_in'];
export const entries = Array.from({ length: 130 }, (_, index) => ({ number: 130 - index, at: at(-index * 0.7), actor: ['ada', 'mei.tan', 'system'][index % 3], action: ACTIONS[index % ACTIONS.length], subject: index % 3 === 2 ? null : `cas_${['smyth1', 'late01', 'second'][index % 3]}`, network: index % 3 === 2 ? null : '203.0.113.0/24' }));
export const dashboard = (days) => ({
  open: 18, oldest_hours: 76.2, at_risk: 2, breached: 1, waiting: 1, decided: 214, within_target: 171, within_promise: 209, late: 5, median_hours: 9.4,
  rules: [{ code: 'data.name_char_diff', decided: 61, overturned: 22, rate: 0.36 }, { code: 'img.glare', decided: 48, overturned: 6, rate: 0.125 }, { code: 'face.mismatch', decided: 33, overturned: 12, rate: 0.364 }, { code: 'doc.expired', decided: 21, overturned: 0, rate: 0 }, { code: 'auth.digital_edit', decided: 4, overturned: 1, rate: null }],
  agreement: { pairs: 57, agreed: 51, rate: 0.895 },
  days: Array.from({ length: days }, (_, index) => ({ date: at(-24 * (days - 1 - index)).slice(0, 10), opened: 4 + ((index * 7) % 9), decided: 3 + ((index * 5) % 8), late: index % 11 === 6 ? 2 : 0 })),
  reviewers: [{ login: 'ada', decided: 88, agreed: 23, pairs: 25 }, { login: 'mei.tan', decided: 101, agreed: 21, pairs: 24 }, { login: 'ivo', decided: 25, agreed: 7, pairs: 8 }],
});
export const POLICY = `# What Utopia Exchange asks for.
[images]
sharpness = { at_least = 0.17, unit = "share", effect = "refuse" }
glare = { at_most = 0.02, unit = "share", effect = "refuse" }

[documents]
types = ["passport", "id_card"]
expiring_soon_days = 30

[appeals]
window_days = 30
sampled = 0.05
`;
export const differences = [{ key: 'documents.expiring_soon_days', usual: 60, here: 30 }, { key: 'appeals.sampled', usual: 0.1, here: 0.05 }];
