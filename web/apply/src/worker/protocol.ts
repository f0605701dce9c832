// What the page and the worker say to one another.

/** The checks as crates/wasm exports them: JSON in and out as text. */
export interface Device {
  load(name: string, onnx: Uint8Array): void;
  has(name: string): boolean;
  set_locale(locale: string): void;
  guide_document(rgba: Uint8Array, width: number, height: number, side: string): string;
  guide_face(rgba: Uint8Array, width: number, height: number): string;
  reset_face(): void;
  check_photo(photo: Uint8Array, side: string, claim: string | undefined, on: string, faces: boolean): string;
  check_claim(claim: string, on: string): string;
  review(on: string, claim: string, faces: boolean): string;
  forget(side: string): void;
}

/** The module that wasm-bindgen writes. */
export interface Glue {
  default(options: { module_or_path: string }): Promise<unknown>;
  Device: new (policy: string, locale: string) => Device;
}

/** Models in the order in which they are needed. Faces have a list of their own: without consent none of it is fetched. */
export const MODELS = {
  document: ['document_locator', 'mrz_locator', 'mrz_recogniser', 'text_detector', 'text_skimmer'],
  face: ['face_detector', 'face_mesh', 'face_blendshapes'],
} as const;
export type Part = keyof typeof MODELS;
/** Those of a part without which nothing can be guided. */
export const GUIDES: Record<Part, readonly string[]> = { document: ['document_locator'], face: MODELS.face };

export interface Frame {
  buffer: ArrayBuffer;
  width: number;
  height: number;
}

/** What can be asked of the worker. */
export interface Calls {
  start: { asked: { policy: string; locale: string }; told: null };
  load: { asked: { part: Part }; told: null };
  speak: { asked: { locale: string }; told: null };
  guideDocument: { asked: Frame & { side: string }; told: string };
  guideFace: { asked: Frame; told: string };
  resetFace: { asked: Record<never, never>; told: null };
  checkPhoto: { asked: { photo: Blob; side: string; claim: string | null; on: string; faces: boolean }; told: string };
  checkClaim: { asked: { claim: string; on: string }; told: string };
  review: { asked: { claim: string; on: string; faces: boolean }; told: string };
  forget: { asked: { side: string }; told: null };
}
export type Call = keyof Calls;
export type Asked = { [C in Call]: { id: number; call: C; asked: Calls[C]['asked'] } }[Call];

export type Told =
  | { id: number; told: unknown }
  /** `fatal`: the checks cannot go on in this worker. */
  | { id: number; fault: string; fatal: boolean }
  | { event: 'model'; name: string; loaded: number; total: number; ready: boolean }
  | { event: 'fault'; fault: string };
