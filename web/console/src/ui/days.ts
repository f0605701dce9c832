// Where the bars of a chart stand: pure, so that it can be tried by itself.
export interface Day {
  date: string;
  opened: number;
  decided: number;
  late: number;
}
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Column {
  day: Day;
  opened: Bar;
  decided: Bar;
  /** The part of what was decided that came late. */
  late: Bar;
}

/** A round number that is not below any value, so that lines on the quarter fall on whole numbers. */
export const ceiling = (most: number): number => [4, 8, 12, 20, 40, 60, 80, 100, 200, 400, 800, 1000, 2000, 4000, 10_000, 100_000].find((round) => round >= most) ?? most;

export function columns(days: readonly Day[], width: number, height: number): { top: number; columns: Column[] } {
  const top = ceiling(Math.max(1, ...days.map(({ opened, decided }) => Math.max(opened, decided))));
  const step = width / Math.max(days.length, 1);
  const bar = (step * 0.72) / 2;
  const of = (x: number, value: number, above = 0): Bar => ({ x, y: height - ((value + above) / top) * height, width: bar, height: (value / top) * height });
  return {
    top,
    columns: days.map((day, index) => {
      const x = index * step + step * 0.14;
      const late = Math.min(day.late, day.decided);
      return { day, opened: of(x, day.opened), decided: of(x + bar, day.decided - late), late: of(x + bar, late, day.decided - late) };
    }),
  };
}
