// What the pages work with; shapes of the API come from docs/openapi.json.
import type { components, paths } from './schema';

/** What can be done with a path. */
export type Verb = 'get' | 'post' | 'put' | 'delete';
/** The paths with which that can be done. */
export type Path<V extends Verb> = { [P in keyof paths]: paths[P] extends Record<V, object> ? P : never }[keyof paths];
/** What is any object to the description is one here, too. */
type Any<T> = T extends Record<string, never> ? object : T;
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Any<Body> : undefined;
type Good<R> = R extends { 200: infer T } ? Json<T> : R extends { 201: infer T } ? Json<T> : R extends { 202: infer T } ? Json<T> : undefined;
/** The answer to a request that was taken. */
export type Answer<V extends Verb, P extends Path<V>> = paths[P][V] extends { responses: infer R } ? Good<R> : never;
/** The body of a request. */
export type Body<V extends Verb, P extends Path<V>> = paths[P][V] extends { requestBody?: infer B } ? Json<NonNullable<B>> : never;

export type SessionView = components['schemas']['ApplicantView'];
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
