// Believable cases of people of UTO, a state that does not exist. Times go by the clock, so that they stay believable.
const HOUR = 3_600_000;
export const at = (hours) => new Date(Date.now() + hours * HOUR).toISOString();

/** An appeal's families are hidden: what was found comes after the verdict. */
const row = (id, more) => ({
  id: `cas_${id}`, kind: 'appeal', stage: 'first', mode: 'live', receipt: null, session: `ses_7hq2m${id}`, families: [], opened_at: at(-20), due_at: at(28), paused: false, at_risk: false, breached: false, holder: null, barred: null, ...more,
});

/** The queue, by due time. */
export const rows = () => [
  row('late01', { receipt: 'R3VW-80TN', opened_at: at(-76), due_at: at(-3.2), breached: true }),
  row('smyth1', { receipt: 'K7Q4-M2XD', opened_at: at(-45), due_at: at(2.6), at_risk: true }),
  row('held01', { receipt: 'ZC5P-1HRA', opened_at: at(-40), due_at: at(3.4), at_risk: true, holder: { login: 'mei.tan', you: false, until: at(0.1) } }),
  row('review', { kind: 'review', families: ['live', 'sys'], opened_at: at(-9), due_at: at(15) }),
  row('second', { stage: 'second', receipt: '9DNE-T4KS', opened_at: at(-30), due_at: at(19) }),
  row('lead01', { stage: 'lead', receipt: 'W6XB-27QJ', opened_at: at(-33), due_at: at(21), barred: null }),
  row('barred', { receipt: 'F1MG-VC90', opened_at: at(-12), due_at: at(40), barred: 'decided_before' }),
  row('mine01', { receipt: 'H8SK-5ADR', opened_at: at(-6), due_at: at(42), holder: { login: 'ada', you: true, until: at(0.15) } }),
  row('wait01', { receipt: 'B2YT-PXN6', opened_at: at(-26), due_at: null, paused: true }),
  ...Array.from({ length: 9 }, (_, index) => row(`more${index}`, { receipt: `${'QWERTZXYV'[index]}${index + 1}MA-${'JKNPRSTVX'[index]}4H${index}`, kind: index % 4 === 3 ? 'review' : 'appeal', families: index % 4 === 3 ? ['doc'] : [], opened_at: at(-4 - index), due_at: at(44 + index * 3) })),
  row('test01', { mode: 'test', receipt: 'T0ST-0001', opened_at: at(-1), due_at: at(60) }),
];

export const finding = (code, effect, evidence, more = {}) => ({ code, tier: 'public', next: 'retry', effect, evidence, ...more });
/** What the program found in the second attempt of the case of one letter. */
export const findings = [
  finding('data.name_char_diff', 'refuse', 'front', { value: 'SMYTH', limit: 'SMITH', region: [[560, 395], [860, 395], [860, 440], [560, 440]] }),
  finding('img.glare', 'refuse', 'front', { value: 0.063, limit: 0.02, unit: 'share', direction: 'at_most', region: [[980, 300], [1180, 320], [1160, 430], [970, 410]] }),
  finding('face.mismatch', 'review', 'selfie', { tier: 'softened' }),
  finding('risk.velocity_or_device', 'review', null, { tier: 'internal' }),
];

const timeline = (id) => [
  { at: at(-52), what: 'session.created', who: 'system' },
  { at: at(-51.6), what: 'session.submitted', who: 'applicant', note: '1' },
  { at: at(-51.5), what: 'session.decided', who: 'system' },
  { at: at(-49), what: 'session.submitted', who: 'applicant', note: '2' },
  { at: at(-48.9), what: 'session.decided', who: 'system' },
  ...(id === 'cas_review' ? [] : [{ at: at(-46), what: 'appeal.created', who: 'applicant' }, { at: at(-45), what: 'appeal.submitted', who: 'applicant' }]),
  ...(id === 'cas_wait01' ? [{ at: at(-20), what: 'appeal.info_requested', who: 'mei.tan', note: 'Please photograph the back as well.' }] : []),
];

export function caseOf(found, told) {
  const appeal = found.kind === 'appeal';
  const lead = found.stage === 'lead';
  return {
    ...found,
    state: found.paused ? 'info_requested' : appeal ? ({ first: 'queued', second: 'second_review', lead: 'lead_review' }[found.stage]) : 'in_review',
    submitted_at: found.opened_at, target_at: at(-21),
    applicant: { external_id_masked: 'u-8•••••31', username_masked: 'so••••r', created_at: at(-24 * 41), sessions: 2 },
    attempts: [
      { number: 1, submitted_at: at(-51.6), decided_at: at(-51.5), outcome: 'needs_resubmission', findings: null },
      { number: 2, submitted_at: at(-49), decided_at: at(-48.9), outcome: appeal ? 'declined' : 'in_review', findings: appeal && !lead ? null : told(findings) },
    ],
    appeal: appeal
      ? { id: `apl_${found.id}`, explanation_there: true, files: 2, messages: 2, blind: null, proposal: lead ? { outcome: 'overturn', struck: ['face.mismatch'], reasons: [], by_you: false } : null, second: lead ? { outcome: 'uphold', by_you: false } : null }
      : null,
    timeline: timeline(found.id), opened: false, may: [],
  };
}

const same = (text) => [{ kind: 'same', claim: text, document: text }];
const field = (name, claim, printed = claim, zone = printed, more = {}) => ({ name, claim, printed, zone, same: claim === printed, diff: claim === printed ? same(claim) : null, evidence: 'evd_front2', region: [[560, 395], [860, 395], [860, 440], [560, 440]], ...more });

/** `blind`: what was read, what the self-check saw and what others noted is kept back until the verdict. */
export function openedOf(found, blind = false) {
  const hide = (one) => (blind ? { ...one, printed: null, zone: null, same: null, diff: null } : one);
  const appeal = found.kind === 'appeal';
  const one = (id, kind, more = {}) => ({ id: `evd_${id}`, kind, attempt: 2, of: 'attempt', size: 812_345, at: at(-49), image: true, ...more });
  return {
    claim: { family_name: 'SMITH', given_names: 'ADA LINNEA', birth_date: '1989-06-13', birth_country: 'UTO', nationality: 'UTO', sex: 'F', expiry_date: '2031-04-02', document: { type: 'passport', number: '049580924', issuing_country: 'UTO' } },
    username: 'ada.s', external_id: 'u-8820131', contact: [{ kind: 'email', masked: 'a•••@p•••••.example' }],
    statement: appeal ? { username: 'ada.s', date: at(-45).slice(0, 10), purpose: 'for Utopia Exchange identity verification only', purpose_other: '仅用于Utopia Exchange身份认证', code: 'K7Q4M2', code_expires_at: at(-22) } : null,
    explanation: appeal ? 'My passport has SMITH, with an I. I think the letter was read wrong because the lamp in my kitchen left a bright spot right there. The second photo was taken by the window.\n\nThe selfie is me; I cut my hair since the passport was made.' : '',
    messages: appeal ? [{ id: 'msg_1', from: 'applicant', text: 'I can bring the passport to an office if that helps.', at: at(-40) }, { id: 'msg_2', from: 'mei.tan', text: 'Thank you. That is not needed; the photos are with us.', at: at(-39) }] : [],
    notes: appeal && !blind ? [{ by: 'mei.tan', text: 'Glare covers the third letter in attempt 1. Attempt 2 is readable.', at: at(-38.5) }] : [],
    evidence: [
      one('front1', 'front', { attempt: 1, at: at(-51.6) }), one('selfie1', 'selfie', { attempt: 1, at: at(-51.6) }),
      one('front2', 'front'), one('selfie2', 'selfie'), one('live2', 'liveness', { image: false, frames: 160 }),
      ...(appeal ? [one('held', 'held', { attempt: null, of: 'appeal', at: at(-45.3) }), one('statement', 'statement', { attempt: null, of: 'appeal', at: at(-45.2) })] : []),
    ],
    fields: [
      field('family_name', 'SMITH', 'SMYTH', 'SMYTH', { diff: [{ kind: 'same', claim: 'SM', document: 'SM' }, { kind: 'other', claim: 'I', document: 'Y' }, { kind: 'same', claim: 'TH', document: 'TH' }] }),
      field('given_names', 'ADA LINNEA', 'ADA LINNEA', 'ADA LINNEA'),
      field('number', '049580924', '049580924'),
      field('birth_date', '1989-06-13', '1989-06-13'),
      field('expiry_date', '2031-04-02', '2031-04-02'),
      field('nationality', 'UTO', 'UTO'),
      field('birth_country', 'UTO', null, null, { same: null, diff: null, evidence: null, region: null }),
    ].map(hide),
    hints: blind ? [] : [{ evidence: 'evd_held', findings: [{ ...finding('img.glare', 'hint', 'evd_held', { value: 0.03, limit: 0.02, unit: 'share', direction: 'at_most' }), told: { title: 'A reflection hides part of the document', saw: 'Reflections cover 3 % of the document.', need: 'At most 2 % is accepted.', do: '' } }] }],
  };
}
