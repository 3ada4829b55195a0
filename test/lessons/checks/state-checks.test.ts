import { fitsLabels, holds, judgeState, type World } from '../../../src/lessons/checks';
import { amount, answers, asks, event, file, gone, has, prints, type StateCheck } from '../../../src/lessons/model';
import type { KubeObject } from '../../../src/simulator';

const pod = (name: string, labels: Record<string, string>, phase: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, namespace: 'default' },
    status: { phase },
  }) as KubeObject;

const PODS = [pod('rng-1', { app: 'rng' }, 'Running'), pod('rng-2', { app: 'rng', isactive: 'yes' }, 'Pending')];

const EVENTS = [
  {
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting',
    involvedObject: { kind: 'Pod', name: 'rng-1' },
  },
] as unknown as KubeObject[];

const world: World = {
  list: (resource) => (resource === 'events' ? EVENTS : PODS),
  ask: (command) => Promise.resolve({ text: `${command}\n`, exitCode: command === 'false' ? 1 : 0 }),
  fetch: (url) => Promise.resolve(url === 'up' ? { status: 200, body: '<b>Cats</b>' } : undefined),
  file: (path) => (path === 'Dockerfile' ? 'FROM node:10\nCMD npm start\n' : undefined),
  bindings: new Map(),
};

describe('what is so in a cluster', () => {
  test.each([
    ['an object', has('pods/rng-1', { status: { phase: 'Running' } }), true],
    ['an object by a pattern', has('pods/rng-{{count}}', { status: { phase: 'Pending' } }), true],
    ['an object that is other than that', has('pods/rng-1', { status: { phase: 'Failed' } }), false],
    ['an object that is not there', has('pods/web'), false],
    ['no object', gone('pods/web'), true],
    ['no object, but there is one', gone('pods/rng-1'), false],
    ['a number of objects', amount(2, 'pods', 'app=rng'), true],
    ['a number of objects that are so', amount(1, 'pods', 'app=rng', { status: { phase: 'Running' } }), true],
    ['a number of objects without a label', amount(1, 'pods', 'app=rng,!isactive'), true],
    ['another number', amount(3, 'pods', 'app=rng'), false],
    ['an event', event('pods/rng-1', 'Warning', 'BackOff', 'Back-off restarting'), true],
    ['an event with half of its message', event('pods/rng-1', 'Warning', 'BackOff', 'Back-off'), false],
    ['an event of another kind of object', event('services/rng-1', 'Warning', 'BackOff'), false],
    ['an answer of a command', asks('echo', prints('echo')), true],
    ['another answer', asks('echo', prints('ohce')), false],
    ['an answer of a command that fails', asks('false', prints('false')), false],
    ['a page', answers('up', 200, 'Cats'), true],
    ['a page with another text', answers('up', 200, 'Dogs'), false],
    ['a page that nobody answers', answers('down', 200), false],
    ['a file', file('Dockerfile', 'FROM node:10', 'CMD npm start'), true],
    ['a file with another order', file('Dockerfile', 'CMD npm start', 'FROM node:10'), false],
    ['a file that is not there', file('compose.yml'), false],
  ])('%s', async (_, check, isSo) => {
    expect(holds(await judgeState(check as StateCheck, world))).toBe(isSo);
  });

  test.each([
    [undefined, true],
    ['app=rng', true],
    ['app==rng', true],
    ['app!=rng', false],
    ['tier!=x', true],
    ['app', true],
    ['!app', false],
    ['!tier,app=rng', true],
    ['tier', false],
  ])('labels fit %s: %s', (selector, fits) => {
    expect(fitsLabels(selector, PODS[0] as KubeObject)).toBe(fits);
  });
});
