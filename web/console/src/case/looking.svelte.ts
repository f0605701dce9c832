// What is looked at, and how: two panes, each with an image of the evidence.
import type { Evidence, Point } from '../api/types';
import { moved, shown, WHOLE, zoomed, type Size, type Turn, type View } from './zoom';

/** An image of the evidence: a photo, or one frame of a clip. */
export interface Shot {
  evidence: Evidence;
  frame: number | null;
}
export const keyOf = ({ evidence, frame }: Shot) => `${evidence.id}/${frame ?? 0}`;

/** How one image is shown, wherever it is. */
export interface Look {
  turn: Turn;
  brightness: number;
  contrast: number;
}
const PLAIN: Look = { turn: 0, brightness: 1, contrast: 1 };
export type Side = 0 | 1;
const STEP = 0.15;
const between = (value: number) => Math.min(Math.max(Math.round(value * 100) / 100, 0.4), 3);

export class Looking {
  shots = $state.raw<[Shot | null, Shot | null]>([null, null]);
  views = $state.raw<[View, View]>([WHOLE, WHOLE]);
  looks = $state.raw<Record<string, Look>>({});
  active = $state<Side>(0);
  linked = $state(true);
  /** What is pointed out. */
  mark = $state.raw<{ evidence: string; region: Point[] } | null>(null);
  /** The sizes of images and panes, as they come to be known. */
  sizes: Record<string, Size> = {};
  #wanted: { side: Side; region: Point[] } | null = null;
  panes: [Size, Size] = [{ width: 1, height: 1 }, { width: 1, height: 1 }];

  /** Document beside face to begin with: what the appeal itself shows comes first. */
  begin(evidence: readonly Evidence[]) {
    const images = evidence.filter(({ image, frames }) => image || frames);
    const newest = (...kinds: Evidence['kind'][]) => images.filter(({ kind }) => kinds.includes(kind)).toSorted((one, other) => other.at.localeCompare(one.at))[0];
    const left = newest('front') ?? images[0];
    const right = newest('held') ?? newest('selfie') ?? images.find(({ id }) => id !== left?.id);
    this.shots = [left ? shotOf(left) : null, right ? shotOf(right) : null];
  }

  pick(shot: Shot, side: Side = this.active) {
    this.shots = side === 0 ? [shot, this.shots[1]] : [this.shots[0], shot];
    this.#see(side, WHOLE);
  }

  swap = () => {
    this.shots = [this.shots[1], this.shots[0]];
    this.views = [this.views[1], this.views[0]];
  };
  other = () => (this.active = this.active === 0 ? 1 : 0);
  link = () => {
    this.linked = !this.linked;
    if (this.linked) this.views = [this.views[this.active], this.views[this.active]];
  };

  look(side: Side = this.active): Look {
    const shot = this.shots[side];
    return (shot && this.looks[keyOf(shot)]) ?? PLAIN;
  }
  #change(change: Partial<Look>) {
    const shot = this.shots[this.active];
    if (shot) this.looks = { ...this.looks, [keyOf(shot)]: { ...this.look(), ...change } };
  }
  turn = (by: 1 | -1) => this.#change({ turn: ((this.look().turn + by + 4) % 4) as Turn });
  brighten = (by: 1 | -1) => this.#change({ brightness: between(this.look().brightness + by * STEP) });
  sharpen = (by: 1 | -1) => this.#change({ contrast: between(this.look().contrast + by * STEP) });
  set(change: Partial<Pick<Look, 'brightness' | 'contrast'>>) {
    this.#change(change);
  }
  reset = () => {
    this.#change(PLAIN);
    this.#see(this.active, WHOLE);
    this.mark = null;
  };

  zoom = (factor: number, side: Side = this.active, x = 0, y = 0) => this.#see(side, zoomed(this.views[side], factor, x, y));
  pan = (x: number, y: number, side: Side = this.active) => this.#see(side, moved(this.views[side], x, y));
  #see(side: Side, view: View) {
    this.views = this.linked ? [view, view] : side === 0 ? [view, this.views[1]] : [this.views[0], view];
  }

  /** Shows a region of some evidence, in the first pane that has it, else in the active one. */
  point(evidence: Evidence, region: Point[]) {
    const side = ([0, 1] as const).find((side) => this.shots[side]?.evidence.id === evidence.id) ?? this.active;
    if (this.shots[side]?.evidence.id !== evidence.id) this.pick(shotOf(evidence), side);
    this.active = side;
    this.mark = { evidence: evidence.id, region };
    const shot = this.shots[side];
    this.#wanted = { side, region };
    if (shot && this.sizes[keyOf(shot)]) this.#bring();
  }

  /** An image came, and its size with it. */
  came(side: Side, size: Size) {
    const shot = this.shots[side];
    if (shot) this.sizes[keyOf(shot)] = size;
    if (this.#wanted?.side === side) this.#bring();
  }
  #bring() {
    const wanted = this.#wanted;
    const shot = wanted && this.shots[wanted.side];
    const size = shot && this.sizes[keyOf(shot)];
    if (!wanted || !size) return;
    this.#wanted = null;
    // The other image is another one: it stays as it is.
    const view = shown(wanted.region, size, this.panes[wanted.side], this.look(wanted.side).turn);
    this.views = wanted.side === 0 ? [view, this.views[1]] : [this.views[0], view];
  }
}

/** At most so many frames of a clip, evenly over it: the first and the last are among them. */
export const spread = (count: number, most: number): number[] => (count <= most ? Array.from({ length: count }, (_, frame) => frame) : Array.from({ length: most }, (_, place) => Math.round((place * (count - 1)) / (most - 1))));

export const shotOf = (evidence: Evidence, frame: number | null = evidence.frames ? 0 : null): Shot => ({ evidence, frame });
