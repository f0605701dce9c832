// Images for the fake: drawn cases where there are some, else pictures drawn here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const svg = (body, width = 1400, height = 1000) => ({ kind: 'image/svg+xml', bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`) });
const mark = '<g fill="#fff" opacity=".34" font-size="26" font-family="monospace"><text x="40" y="60">ada 2026-11-28T20:00Z</text><text x="820" y="960">ada 2026-11-28T20:00Z</text></g>';
const person = (x, y, scale, hair = '#4b3526') => `<g transform="translate(${x} ${y}) scale(${scale})"><path d="M-150 260c10-130 70-180 150-180s140 50 150 180z" fill="#35607a"/><circle r="92" fill="#e3b997"/><path d="M-98 8c-14-90 40-128 98-128s112 38 98 128c-8-54-46-72-98-72s-90 18-98 72z" fill="${hair}"/><circle cx="-32" cy="-4" r="8"/><circle cx="32" cy="-4" r="8"/><path d="M-28 42q28 20 56 0" fill="none" stroke="#8a4b3a" stroke-width="7"/></g>`;
const passport = (x, y, scale, glare) => `<g transform="translate(${x} ${y}) scale(${scale})"><rect width="1000" height="700" rx="26" fill="#dfe6ea"/><rect width="1000" height="90" rx="26" fill="#2c5068"/><text x="40" y="60" fill="#fff" font-size="40" font-family="sans-serif">UTOPIA · PASSPORT · SPECIMEN</text>${person(190, 300, 1.15)}<g font-family="monospace" fill="#20303a" font-size="38"><text x="400" y="180">SMITH</text><text x="400" y="260">ADA LINNEA</text><text x="400" y="340">UTO</text><text x="400" y="420">13 JUN 1989</text><text x="400" y="500">049580924</text><text x="34" y="606" font-size="33">P&lt;UTOSMITH&lt;&lt;ADA&lt;LINNEA&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;</text><text x="34" y="656" font-size="33">0495809244UTO8906136F3104026&lt;&lt;&lt;&lt;&lt;&lt;&lt;</text></g>${glare ? '<ellipse cx="470" cy="170" rx="80" ry="34" fill="#fff" opacity=".9"/>' : ''}</g>`;
const DRAWN = {
  front: (first) => svg(`<rect width="1400" height="1000" fill="#6d5b4b"/>${passport(180, 130, 1.05, first)}${mark}`),
  selfie: () => svg(`<rect width="1400" height="1000" fill="#9fb2b0"/>${person(700, 430, 2.1)}${mark}`),
  held: () => svg(`<rect width="1400" height="1000" fill="#b8ab99"/>${person(430, 420, 1.9, '#6b4a33')}${passport(760, 420, 0.5)}<g transform="translate(760 110) rotate(-3)"><rect width="470" height="250" fill="#fdfdf7"/><g font-family="cursive" font-size="30" fill="#223"><text x="24" y="56">ada.s   K7Q4M2</text><text x="24" y="110">for Utopia Exchange</text><text x="24" y="156">identity verification only</text></g></g>${mark}`),
  statement: () => svg(`<rect width="1400" height="1000" fill="#85796b"/><rect x="160" y="110" width="1080" height="780" fill="#fdfdf7" transform="rotate(-1.5 700 500)"/><g font-family="cursive" font-size="58" fill="#20306a"><text x="240" y="270">ada.s</text><text x="240" y="390">${new Date(Date.now() - 162_000_000).toISOString().slice(0, 10)}</text><text x="240" y="510">for Utopia Exchange</text><text x="240" y="610">identity verification only</text><text x="240" y="750">K7Q4M2</text></g>${mark}`),
  liveness: (_, frame) => svg(`<rect width="1400" height="1000" fill="#8aa0a8"/><g transform="rotate(${[0, -3, -6, -8, -5, -1, 2, 0][frame % 8]} 700 600)">${person(700 + [0, -20, -50, -70, -40, 0, 20, 0][frame % 8], 430, 2)}</g>${mark}`),
};

/** A drawn case of `candor specimen --cases`, where it is. */
function photo(folder, name) {
  if (!folder || !existsSync(folder)) return null;
  const found = readdirSync(folder).find((one) => one.includes(name.of));
  const file = found && join(folder, found, `${name.file}.jpg`);
  return file && existsSync(file) ? { kind: 'image/jpeg', bytes: readFileSync(file) } : null;
}

export function image(id, frame, folder) {
  const kind = id.replace(/^evd_/, '').replace(/\d$/, '').replace('live', 'liveness');
  const first = id.endsWith('1');
  const real = { front: { of: first ? 'glare' : 'nothing', file: 'front' }, selfie: { of: 'nothing', file: 'selfie' } }[kind];
  return (real && photo(folder, real)) ?? (DRAWN[kind] ?? DRAWN.front)(first, frame);
}

export const crop = (text) => svg(`<rect width="420" height="64" fill="#e3e8ea"/><text x="14" y="46" font-family="monospace" font-size="40" fill="#20303a">${text.replaceAll('<', '&lt;')}</text>`, 420, 64);
