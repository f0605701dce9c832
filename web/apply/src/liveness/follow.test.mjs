import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { ACTIONS, Follow, Resting } = (await runnerImport(new URL('./follow.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;

const head = (yaw, pitch, eyes = 0.95) => ({ pose: { yaw, pitch }, eyes_open: [eyes, eyes] });
const MOVES = {
  nod: [head(3, -8), head(3, -20), head(3, -20), head(3, -3)],
  blink: [head(3, -2), head(3, -2, 0.73), head(3, -2, 0.93)],
  turn_left: [head(14, -2), head(26, -2), head(27, -2), head(6, -2)],
  turn_right: [head(-8, -2), head(-20, -2), head(-21, -2), head(0, -2)],
};
const rested = () => {
  const resting = new Resting();
  for (let at = 0; at < 6; at += 1) resting.see(head(3, -2));
  return resting;
};
const done = (action, moves) => {
  const follow = new Follow(action, rested());
  return moves.some((move) => follow.see(move).done);
};

test('each movement is followed to its end, and none for another', () => {
  for (const action of ACTIONS) for (const made of ACTIONS) assert.equal(done(action, MOVES[made]), action === made, `${action} asked, ${made} made`);
});

test('a movement without the way back is not over, and a single frame is none', () => {
  assert.equal(done('turn_left', MOVES.turn_left.slice(0, 3)), false);
  assert.equal(done('turn_left', [head(30, -2), head(3, -2)]), false);
  assert.equal(done('blink', [head(3, -2, 0.1)]), false);
  // Narrowed eyes.
  assert.equal(done('blink', [head(3, -2, 0.82), head(3, -2)]), false);
});
