import { eventNote, fitMessage } from '../../../src/simulator/scheduler/fit-message';
import { never, notNow } from '../../../src/simulator/scheduler/framework';

const cpu = notNow('NodeResourcesFit', 'Insufficient cpu');
const both = notNow('NodeResourcesFit', 'Insufficient cpu', 'Insufficient memory');
const taint = never('TaintToleration', 'node(s) had untolerated taint(s)');

test.each([
  { title: 'one reason', misfit: { nodesTotal: 3, rejections: [cpu, cpu, cpu] }, says: '3 Insufficient cpu.' },
  {
    title: 'several reasons of one node',
    misfit: { nodesTotal: 2, rejections: [cpu, both] },
    says: '1 Insufficient memory, 2 Insufficient cpu.',
  },
  {
    title: 'counts in the order of texts, not of numbers',
    misfit: { nodesTotal: 12, rejections: [...Array.from({ length: 10 }, () => taint), cpu, cpu] },
    says: '10 node(s) had untolerated taint(s), 2 Insufficient cpu.',
  },
  {
    title: 'nodes without a rejection of their own',
    misfit: { nodesTotal: 3, rejections: [cpu], elsewhere: "node(s) didn't satisfy plugin(s) [NodeAffinity]" },
    says: "1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity].",
  },
  {
    title: 'a Pod that may run nowhere',
    misfit: { nodesTotal: 3, nowhere: never('VolumeBinding', 'persistentvolumeclaim "x" not found'), rejections: [] },
    says: 'persistentvolumeclaim "x" not found.',
  },
])('says of $title: $says', ({ misfit, says }) => {
  expect(fitMessage(misfit)).toBe(`0/${misfit.nodesTotal} nodes are available: ${says}`);
});

test('ends with what making room came to', () => {
  expect(fitMessage({ nodesTotal: 1, rejections: [cpu] }, 'not found')).toBe(
    '0/1 nodes are available: 1 Insufficient cpu. not found',
  );
});

test('cuts what is too long for an Event', () => {
  expect(eventNote('x'.repeat(1024))).toHaveLength(1024);
  expect(eventNote('x'.repeat(1025))).toBe(`${'x'.repeat(1020)} ...`);
});
