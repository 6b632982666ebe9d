import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

/* What the Dev UI's page makes of events. Its module is read as text: nothing but its name says that it is one. */

const source = await readFile(new URL('../../main/resources/dev-ui/metastone-lanes.js', import.meta.url), 'utf8');
const { lanesAfter } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const BEGUN = [
  { kind: 'begun', trajectories: 2 },
  { kind: 'step', trajectory: 1, text: ' 2 + 2 = 4.\n', score: 0.8 },
  { kind: 'thinking', trajectory: 1, text: 'Twice ' },
];

test('a trajectory that forks begins with the steps and the text of the other', () => {
  const lanes = lanesAfter(lanesAfter([], BEGUN), [
    { kind: 'forked', from: 1, trajectory: 2 },
    { kind: 'thinking', trajectory: 2, text: 'that' },
    { kind: 'step', trajectory: 1, text: 'Twice 4 is 8.', score: 0.6 },
  ]);

  assert.equal(lanes.length, 3);
  assert.deepEqual(lanes[2].steps, [{ text: '2 + 2 = 4.', score: 0.8 }]);
  assert.equal(lanes[2].tail, 'Twice that');
  assert.equal(lanes[2].index, 2);
  assert.deepEqual(lanes[1].steps.map((step) => step.text), ['2 + 2 = 4.', 'Twice 4 is 8.']);
  assert.equal(lanes[1].tail, '');
});

test('a fork of a fork, in the same period, has all of both', () => {
  const lanes = lanesAfter([], [
    ...BEGUN,
    { kind: 'forked', from: 1, trajectory: 2 },
    { kind: 'step', trajectory: 2, text: 'Twice 4 is 9.', score: 0.1 },
    { kind: 'stopped', trajectory: 1 },
    { kind: 'forked', from: 2, trajectory: 3 },
  ]);

  assert.deepEqual(lanes[3].steps.map((step) => step.text), ['2 + 2 = 4.', 'Twice 4 is 9.']);
  assert.ok(lanes[1].stopped && !lanes[2].stopped && !lanes[3].stopped);
});

test('lanes that nothing happened to stay the same objects', () => {
  const before = lanesAfter([], BEGUN);
  const after = lanesAfter(before, [{ kind: 'thinking', trajectory: 1, text: 'two' }]);

  assert.equal(after[0], before[0]);
  assert.notEqual(after[1], before[1]);
  assert.equal(before[1].tail, 'Twice ');
});
