// The relying party's colour, made readable on our paper: WCAG 2.2 asks for 4.5 to 1 in text and 3 to 1 in what is pressed.
type Rgb = readonly [number, number, number];
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

const parsed = (hex: string): Rgb | null => {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim())?.slice(1);
  return digits ? [parseInt(digits[0] ?? '', 16), parseInt(digits[1] ?? '', 16), parseInt(digits[2] ?? '', 16)] : null;
};
const written = (colour: Rgb) => `rgb(${colour.map(Math.round).join(' ')})`;

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => (part <= 10.31475 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** `colour`, moved away from `paper` in small steps until it can be told from it. */
function readable(colour: Rgb, paper: Rgb, least: number): Rgb {
  const goal = luminance(paper) > 0.18 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, index) => part + ((goal[index] ?? 0) - part) * share) as unknown as Rgb;
    if (contrast(mixed, paper) >= least) return mixed;
  }
  return goal;
}

/** What is filled with the colour, what is written upon that, and the colour as ink on paper. `null` where it is no colour. */
export function accents(accent: string, paper: string): { fill: string; text: string; ink: string } | null {
  const [colour, ground] = [parsed(accent), parsed(paper)];
  if (!colour || !ground) return null;
  const fill = readable(colour, ground, 3);
  const text = contrast(fill, WHITE) >= contrast(fill, BLACK) ? WHITE : BLACK;
  return { fill: written(fill), text: written(text), ink: written(readable(colour, ground, 4.6)) };
}

/** Paints the page in the relying party's colour. By script: the content security policy has no place for inline styles. */
export function paint(accent: string | null | undefined, isDark: boolean): void {
  const { style } = document.documentElement;
  const made = accent ? accents(accent, isDark ? '#1a252b' : '#ffffff') : null;
  for (const [name, value] of [['--accent', made?.fill], ['--accent-text', made?.text], ['--accent-ink', made?.ink]] as const) {
    if (value) style.setProperty(name, value);
    else style.removeProperty(name);
  }
}
