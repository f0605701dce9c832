// Drawn cases: photos, and what their person types.
import { join } from 'node:path';
import type { Claim } from '../../web/apply/src/api/types.ts';
import { call, claimOf, drawnCase, has, type House, type Session } from './house.ts';

export interface Files {
  claim: Claim;
  front: string;
  back?: string;
  selfie?: string | undefined;
}

/** The files of the drawn case with that fault. */
export function filesOf(fault: string): Files {
  const folder = drawnCase(fault);
  const file = (name: 'back' | 'selfie') => (has(folder, `${name}.jpg`) ? { [name]: join(folder, `${name}.jpg`) } : {});
  return { claim: claimOf(folder) as unknown as Claim, front: join(folder, 'front.jpg'), ...file('back'), ...file('selfie') };
}

/** Submits what a test key decides by the number of the document. */
export async function decided(house: House, made: Session, number: string) {
  const { claim } = filesOf('nothing');
  const by = (method: string, path: string, body?: unknown) => call(house, method, `/v1/applicant/${path}`, body, made.client_token);
  await by('POST', 'consent', { processing: true, face: true, version: '2026-11' });
  await by('PUT', 'claim', { ...claim, document: { ...claim.document, number } });
  await by('POST', 'submit');
}
