// Drawn cases: photos, and what their person types.
import { join } from 'node:path';
import type { Claim } from './applicant.ts';
import { claimOf, drawnCase, has } from './house.ts';

export interface Files {
  claim: Claim;
  front: string;
  back?: string;
  selfie?: string;
}

/** The files of the drawn case with that fault. */
export function filesOf(fault: string): Files {
  const folder = drawnCase(fault);
  const file = (name: 'back' | 'selfie') => (has(folder, `${name}.jpg`) ? { [name]: join(folder, `${name}.jpg`) } : {});
  return { claim: claimOf(folder) as unknown as Claim, front: join(folder, 'front.jpg'), ...file('back'), ...file('selfie') };
}
