// How an image lies in its pane. Pans are shares of the pane, from its middle, so that two panes of one size can go together.
import type { Point } from '../api/types';

export interface View {
  zoom: number;
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
/** Quarter turns to the right. */
export type Turn = 0 | 1 | 2 | 3;

export const WHOLE: View = { zoom: 1, x: 0, y: 0 };
const MOST = 12;
const between = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The size at which a turned image just fits into its pane; before it is turned. */
export function fitted(image: Size, pane: Size, turn: Turn): Size {
  const [wide, high] = turn % 2 === 0 ? [image.width, image.height] : [image.height, image.width];
  const scale = Math.min(pane.width / (wide || 1), pane.height / (high || 1));
  return { width: image.width * scale, height: image.height * scale };
}

/** Something of the image always stays in sight. */
const held = ({ zoom, x, y }: View): View => ({ zoom, x: between(x, -zoom / 2, zoom / 2), y: between(y, -zoom / 2, zoom / 2) });

export const moved = (view: View, x: number, y: number): View => held({ ...view, x: view.x + x, y: view.y + y });

/** Closer or farther; what is at `(x, y)` stays where it is. */
export function zoomed(view: View, factor: number, x = 0, y = 0): View {
  const zoom = between(view.zoom * factor, 1, MOST);
  if (zoom === 1) return WHOLE;
  const by = zoom / view.zoom;
  return held({ zoom, x: x - (x - view.x) * by, y: y - (y - view.y) * by });
}

/** A view that shows a region of the image, with some of what is around it. */
export function shown(region: readonly Point[], image: Size, pane: Size, turn: Turn): View {
  if (region.length === 0) return WHOLE;
  const box = fitted(image, pane, turn);
  const scale = box.width / image.width;
  const xs = region.map(([x]) => (x - image.width / 2) * scale);
  const ys = region.map(([, y]) => (y - image.height / 2) * scale);
  const middle = { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
  const span = { x: Math.max(...xs) - Math.min(...xs), y: Math.max(...ys) - Math.min(...ys) };
  const turned = (one: { x: number; y: number }) => [one, { x: -one.y, y: one.x }, { x: -one.x, y: -one.y }, { x: one.y, y: -one.x }][turn] ?? one;
  const at = turned(middle);
  const [wide, high] = turn % 2 === 0 ? [span.x, span.y] : [span.y, span.x];
  const zoom = between(Math.min(pane.width / (wide * 1.6 || 1), pane.height / (high * 1.6 || 1)), 1, 6);
  return held({ zoom, x: (-at.x * zoom) / pane.width, y: (-at.y * zoom) / pane.height });
}
