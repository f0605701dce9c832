// All open findings before an attempt is submitted: from the device, and from the server for what the device could not check.
import { ask, Problem } from '../api/client.svelte';
import type { Finding, Side } from '../api/types';
import { device } from '../worker/device.svelte';
import { language } from '../texts/texts.svelte';
import { tidy, type Draft } from './claim';
import { sorted, told } from './findings';
import { agreed, flow, needed, settle } from './flow.svelte';
import { sendAll, sendClaim } from './sending.svelte';

type State = 'unasked' | 'device' | 'server' | 'done';
interface Checking {
  state: State;
  findings: Finding[];
  /** A message: why something could not be checked. */
  word: string | null;
  /** The server looked at what the device could not. */
  server: boolean;
}
export const checking = $state<Checking>({ state: 'unasked', findings: [], word: null, server: false });

let run = 0;

/** Looks at everything that is there. What was begun before does not count any more. */
export async function check(): Promise<void> {
  run += 1;
  const mine = run;
  const current = () => mine === run;
  Object.assign(checking, { state: 'device', word: null, server: false });
  const here = await onDevice().catch(() => null);
  if (!current()) return;
  const found = [...(here?.findings ?? []), ...before()];
  if (here && here.whole) return finish(found, null);
  Object.assign(checking, { state: 'server', findings: sorted(found) });
  try {
    const there = await onServer();
    if (current()) finish([...there, ...found], null, true);
  } catch (cause) {
    if (!current()) return;
    // A check that cannot be made now keeps nobody from submitting: it is made then.
    const quiet = cause instanceof Problem && ['precheck.off', 'precheck.too_many'].includes(cause.code);
    finish(found, quiet ? `problem-${cause.code.replaceAll(/[._]/g, '-')}` : await settle(cause));
  }
}

function finish(findings: Finding[], word: string | null, server = false) {
  Object.assign(checking, { state: 'done', findings: sorted(findings), word, server });
}

const sides = (): Side[] => (['front', 'back', 'selfie'] as const).filter((side) => needed().includes(side === 'selfie' ? 'face' : side));

/** What the device says, and whether that is everything. `null` where it cannot check. */
async function onDevice(): Promise<{ findings: Finding[]; whole: boolean } | null> {
  const checks = device.checks;
  if (!checks) return null;
  const claim = tidy($state.snapshot(flow.draft) as Draft);
  const faces = agreed('face');
  let result = await checks.review(claim, faces);
  // After a reload the photos are here, but what was read from them is not.
  const forgotten = sides().filter((side) => flow.shots[side] && result.findings.some(({ code }) => code === `doc.${side}_missing`));
  for (const side of forgotten) {
    const shot = flow.shots[side];
    if (shot) await checks.checkPhoto(shot.blob, side, claim, faces);
  }
  if (forgotten.length > 0) result = await checks.review(claim, faces);
  const absent = sides().filter((side) => !flow.shots[side]);
  const findings = result.findings.filter(({ code }) => !absent.some((side) => code === `doc.${side}_missing`));
  return { findings, whole: absent.length === 0 && result.not_checked.length === 0 };
}

async function onServer(): Promise<Finding[]> {
  await sendAll();
  await sendClaim();
  const { hints } = await ask('post', '/v1/applicant/precheck');
  return hints.map((hint) => told(hint, language()));
}

/** What the last result named and was not taken anew since. What was typed is compared afresh; photos stay what they are. */
function before(): Finding[] {
  const all = (flow.session?.decision?.findings ?? []).map((finding) => told(finding, language()));
  const replaced = (kind: string): boolean => {
    if (kind === 'claim') return true;
    const newest = flow.session?.evidence.findLast((file) => file.kind === kind);
    return !!flow.shots[kind as Side]?.confirmed || (!!newest && newest.attempt === null);
  };
  return all.filter((finding) => finding.effect === 'refuse' && !finding.code.startsWith('data.') && !replaced(finding.code.startsWith('live.') ? 'liveness' : finding.evidence));
}
