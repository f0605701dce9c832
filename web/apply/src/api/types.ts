// What the pages work with; shapes of the API come from docs/openapi.json.
import type { components } from './schema';

export interface SessionView {
  state: string;
  mode: 'test' | 'live';
  locale: string;
  attempts: { submitted: number; most: number };
  return_url?: string | null;
  document_types: string[];
  expires_at: string;
  due_at?: string | null;
  evidence: { id: string; kind: string; size: number; received: number; attempt?: number | null }[];
  claim_entered: boolean;
  decision?: { outcome: string; decided_on: string; findings: unknown[] } | null;
  relying_party: { name: string; logo: string | null; accent: string | null; support: { email: string | null; phone: string | null; url: string | null } };
  consents: { kind: string; version: string; agreed: boolean; at: string }[];
  needs: { selfie: boolean; liveness: boolean; back_for: string[] };
  liveness: { state: 'none' | 'offered' | 'sent' | 'passed' | 'given_up' };
  appeal: { possible: boolean; until: string | null };
  /** Days for which things are kept, where the server tells them. */
  retention?: { appeal_days: number; evidence_days: number; liveness_days: number; record_days: number } | null;
}
export type ProblemBody = components['schemas']['ProblemBody'];

/** Where a piece of evidence belongs. */
export type Side = 'front' | 'back' | 'selfie';
export type Place = Side | 'liveness' | 'claim';
export type Point = [number, number];

/** One reason, told in the applicant's language, from the device or from the server alike. */
export interface Finding {
  code: string;
  evidence: Place;
  /** `hint` keeps nothing back, `review` is for a person, `refuse` is to be mended. */
  effect: 'refuse' | 'review' | 'hint';
  title: string;
  saw: string;
  need: string;
  do: string;
  value?: string | number | null;
  limit?: string | number | null;
  unit?: string | null;
  /** In pixels of the photo. */
  region?: Point[] | null;
  /** The smallest change that would let it pass: `{ claim_says: "..." }`, `{ at_least: 0.17 }`. */
  would_pass_if?: Record<string, unknown> | null;
}

/** What the applicant typed; see docs/claim.schema.json. */
export interface Claim {
  family_name: string;
  given_names: string;
  native_name?: string;
  birth_date: string;
  birth_country: string;
  nationality: string;
  sex?: 'F' | 'M' | 'X';
  address?: string;
  document: { type: string; number: string; issuing_country: string; expires?: string };
}
