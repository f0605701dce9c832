// What the checks on the device say: the JSON of crates/wasm.
import type { Finding, Point, Side } from '../api/types';

/** What guides the camera at a document. */
export interface Guidance {
  found: boolean;
  quad: Point[] | null;
  /** The same as long as the picture stays alike. */
  steady_key: string;
  /** The one that matters most. */
  hint: Finding | null;
  hints: Finding[];
  good: boolean;
  ms: number;
}

/** What guides the camera at a face. No verdict on liveness: the server judges that. */
export interface FaceGuidance {
  found: boolean;
  quad: Point[] | null;
  landmarks: Point[];
  pose: { yaw: number; pitch: number; roll: number } | null;
  eyes_open: [number, number] | null;
  hint: Finding | null;
  good: boolean;
  ms: number;
}

/** What a photo that was taken comes to. */
export interface Check {
  findings: Finding[];
  /** Nothing that would be refused. */
  ready: boolean;
  /** Checks that the server has to do. */
  not_checked: string[];
  width: number;
  height: number;
  quad: Point[] | null;
}

/** What the form's names and number come to. */
export interface Lint {
  spellings: string[];
  /** The name as the zone of a passport (`td3`) or card (`td1`) writes it, and whether it is too long for it. */
  mrz: { format: string; name: string; cut: boolean }[];
  number: { valid: boolean | null; note: string | null };
  findings: (Finding & { field?: string })[];
}

/** The checks on the device, whatever is behind them. */
export interface DeviceChecks {
  guideDocument(frame: ImageData, side: 'front' | 'back'): Promise<Guidance>;
  guideFace(frame: ImageData): Promise<FaceGuidance>;
  resetFace(): Promise<void>;
  checkPhoto(photo: Blob, side: Side, claim: unknown, faces: boolean): Promise<Check>;
  checkClaim(claim: unknown): Promise<Lint>;
  /** All open findings over what was checked. */
  review(claim: unknown, faces: boolean): Promise<Check>;
  forget(side: Side): Promise<void>;
  speak(language: string): Promise<void>;
}
