// The files of an appeal: on this device until they were confirmed and sent, from then on with the server, which looks at each.
import { checkFile, removeFile, type AppealFile, type FileKind } from '../api/appeal';
import { fetched, Problem } from '../api/client.svelte';
import type { Finding } from '../api/types';
import { told } from '../state/findings';
import { settle } from '../state/flow.svelte';
import { keep, kept, type Piece } from '../state/kept';
import { bring, type Progress } from '../state/upload';
import { language } from '../texts/texts.svelte';
import { appeal, gathers, load } from './appeal.svelte';

interface Pieces {
  /** What is not with the server yet. */
  here: Piece[];
  progress: Partial<Record<FileKind, Progress>>;
  /** Messages: why a file was refused, by its kind. */
  refused: Partial<Record<FileKind, string>>;
  /** What the server is looking at, by the id of the file. */
  looking: Record<string, boolean>;
  /** Messages: why it could not be looked at. */
  unlooked: Record<string, string>;
}
const state = $state<Pieces>({ here: [], progress: {}, refused: {}, looking: {}, unlooked: {} });
/** Photos that this page sent: they need not come back from the server. */
const sent = new Map<string, Blob>();

export async function rememberPieces(): Promise<void> {
  Object.assign(state, { here: (await kept('pieces')) ?? [], progress: {}, refused: {}, looking: {}, unlooked: {} });
}
/** What was under way when the page was left. Of an appeal that takes no more files nothing is kept. */
export async function goOnSending(): Promise<void> {
  if (gathers()) return void (['held', 'statement', 'extra'] as const).forEach((kind) => void send(kind));
  state.here = [];
  await keepAll();
}
const keepAll = () => keep('pieces', $state.snapshot(state.here) as Piece[]);

export const pieceOf = (kind: FileKind): Piece | null => state.here.find((piece) => piece.kind === kind && !piece.evidence) ?? null;
export const filesOf = (kind: FileKind): AppealFile[] => (appeal()?.files ?? []).filter((file) => file.kind === kind && file.received === file.size);
export const fileOf = (kind: FileKind): AppealFile | null => filesOf(kind).at(-1) ?? null;
export const hintsOf = (file: AppealFile): Finding[] => (file.hints ?? []).map((hint) => told(hint, language()));
export const progressOf = (kind: FileKind): Progress | undefined => state.progress[kind];
export const refusedOf = (kind: FileKind): string | undefined => state.refused[kind];
export const looksAt = (id: string): boolean => state.looking[id] ?? false;
export const unlooked = (id: string): string | undefined => state.unlooked[id];

/** A photo of this page, or back from the server. */
export async function photoOf(id: string): Promise<Blob> {
  const photo = sent.get(id) ?? (await fetched(`/v1/applicant/evidence/${encodeURIComponent(id)}`));
  sent.set(id, photo);
  return photo;
}

/** Takes a photo on this device; one that waited there makes room. */
export async function take(kind: FileKind, blob: Blob): Promise<void> {
  delete state.refused[kind];
  const others = state.here.filter((piece) => piece.kind !== kind || piece.evidence);
  state.here = [...others, { kind, blob, confirmed: false, evidence: null, address: null, sent: 0 }];
  await keepAll();
}

/** Forgets the photo that waits on this device. */
export async function drop(kind: FileKind): Promise<void> {
  delete state.refused[kind];
  state.here = state.here.filter((piece) => piece.kind !== kind);
  await keepAll();
}

/** Sends it, as the applicant said. */
export async function confirm(kind: FileKind): Promise<void> {
  const piece = pieceOf(kind);
  if (!piece) return;
  piece.confirmed = true;
  await keepAll();
  await send(kind);
}

const running = new Map<FileKind, Promise<void>>();
export function send(kind: FileKind): Promise<void> {
  const before = running.get(kind);
  if (before) return before;
  if (!pieceOf(kind)?.confirmed) return Promise.resolve();
  const now = sendNow(kind).finally(() => {
    running.delete(kind);
    delete state.progress[kind];
  });
  running.set(kind, now);
  return now;
}

async function sendNow(kind: FileKind): Promise<void> {
  delete state.refused[kind];
  const before = kind === 'extra' ? [] : filesOf(kind);
  // Where there is no room for one more, the one before makes it at once.
  const most = appeal()?.most_files ?? 0;
  if (before.length > 0 && (appeal()?.files.length ?? 0) >= most) {
    await Promise.all(before.map(({ id }) => removeFile(id).catch(() => undefined)));
    await load().catch(() => undefined);
  }
  let arrived: { id: string; blob: Blob } | null = null;
  const problem = await bring<Piece>({
    waits: () => state.here.find((piece) => piece.kind === kind && piece.confirmed && !piece.evidence) ?? null,
    wanted: (piece) => state.here.some(({ blob }) => blob === piece.blob),
    note: async (piece, change) => {
      Object.assign(piece, change);
      if (piece.evidence) arrived = { id: piece.evidence, blob: piece.blob };
      await keepAll();
    },
    progress: (progress) => (state.progress[kind] = progress),
    metadata: () => ({ kind }),
    what: `left-${kind}`,
  });
  if (problem) {
    state.refused[kind] = await settle(problem);
    return;
  }
  const there = arrived as { id: string; blob: Blob } | null;
  if (!there) return;
  sent.set(there.id, there.blob);
  // One photo of each: the one before makes room.
  await Promise.all(before.map(({ id }) => removeFile(id).catch(() => undefined)));
  await load().catch(() => undefined);
  state.here = state.here.filter(({ evidence }) => evidence !== there.id);
  await keepAll();
  if (kind !== 'extra') void look(there.id);
}

/** Has the server look at a file. What it says are hints: they keep nobody from going on. */
export async function look(id: string): Promise<void> {
  if (state.looking[id]) return;
  state.looking[id] = true;
  delete state.unlooked[id];
  try {
    const { findings } = await checkFile(id);
    const file = appeal()?.files.find((file) => file.id === id);
    if (file) file.hints = findings ?? [];
  } catch (cause) {
    const off = cause instanceof Problem && (cause.passes || cause.code.startsWith('precheck.'));
    state.unlooked[id] = off ? 'appeal-not-looked' : await settle(cause);
  } finally {
    delete state.looking[id];
  }
}

/** Takes a file back. The message that says why not, or `null`. */
export async function remove(id: string): Promise<string | null> {
  try {
    await removeFile(id);
    sent.delete(id);
    await load();
    return null;
  } catch (cause) {
    return settle(cause);
  }
}
