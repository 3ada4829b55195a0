import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Block,
  Component,
  ExternalAddress,
  objectsOf,
  Service,
  SingletonDatabase,
  StatefulService,
  type SynthesizedObject,
  toYaml,
  toYamlStream,
  walk,
  WebService,
  Worker,
} from '../../../src';

const containers = [{ image: 'registry.example.com/web:1.0.0', ports: [80] }];

function synthesized(build: (scope: Construct) => unknown): readonly SynthesizedObject[] {
  const chart = new Chart(new App(), 'chart');
  build(chart);
  return walk(chart).objects;
}

/** The line of this file from which the function is called. */
function lineHere(): string {
  const line = /walk\.test\.ts:(\d+):/.exec((new Error().stack ?? '').split('\n')[2] ?? '')?.[1];
  return `test/workshop/synthesis/walk.test.ts:${line}`;
}

const shop = (scope: Construct): void => {
  new WebService(new Component(scope, 'front'), 'web', { port: 80, containers });
  new Worker(scope, 'worker', { containers });
};

test('objects one by one are the objects of a walk', () => {
  const chart = new Chart(new App(), 'chart');
  shop(chart);
  expect(JSON.stringify([...objectsOf(chart)])).toBe(JSON.stringify(walk(chart).objects));
});

test('JSON of an object shows where it comes from', () => {
  expect(JSON.parse(JSON.stringify(synthesized(shop)[0]))).toMatchObject({
    manifest: { kind: 'Deployment' },
    construct: 'chart/front/web/Deployment',
    component: 'front',
    source: expect.stringMatching(/walk\.test\.ts:\d+$/) as string,
  });
});

test('no object is made while a construct is not valid', () => {
  const chart = new Chart(new App(), 'chart');
  new Worker(chart, 'worker', { containers });
  chart.node.addValidation({ validate: () => ['must hold a Service'] });
  expect(() => objectsOf(chart).next()).toThrow('chart: must hold a Service');
});

test('a stream holds every document, in pieces that end with one', () => {
  const values = Array.from({ length: 5000 }, (_, index) => ({ kind: 'ConfigMap', metadata: { name: `c${index}` } }));
  const pieces = [...toYamlStream(values)];
  expect(pieces.join('')).toBe(values.map((value) => `---\n${toYaml(value)}`).join(''));
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.filter((piece) => !piece.startsWith('---\n') || !piece.endsWith('\n'))).toEqual([]);
  expect([...toYamlStream([])]).toEqual([]);
});

let line = '';

test.each<[string, (scope: Construct) => unknown]>([
  [
    'a web service',
    (scope) => {
      line = lineHere();
      return new WebService(scope, 'web', {
        port: 80,
        containers,
        exposure: { type: 'ingress', host: 'a.example.com' },
      });
    },
  ],
  [
    'a database',
    (scope) => {
      line = lineHere();
      const claim = { size: '1Gi', accessModes: ['ReadWriteOnce'] } as const;
      return new SingletonDatabase(scope, 'db', { port: 1, dataPath: '/data', container: { image: 'db:1' }, claim });
    },
  ],
  [
    'a stateful service',
    (scope) => {
      line = lineHere();
      return new StatefulService(scope, 'db', { replicas: 1, ports: [80], containers });
    },
  ],
  [
    'an external address',
    (scope) => {
      line = lineHere();
      return new ExternalAddress(scope, 'db', { addresses: ['10.0.0.1'], port: 1 });
    },
  ],
  [
    'a worker with an autoscaler',
    (scope) => {
      line = lineHere();
      const autoscaling = { minReplicas: 1, maxReplicas: 2, cpuPercent: 50 };
      return new Worker(scope, 'worker', { containers, autoscaling });
    },
  ],
])('all objects of %s come from the line that makes it', (_, build) => {
  const objects = synthesized(build);
  expect(objects.length).toBeGreaterThan(1);
  const [file, number] = line.split(':') as [string, string];
  const sources = new Set(objects.map(({ source }) => source));
  expect(sources.size).toBe(1);
  const [at] = [...sources] as [string];
  expect(at.startsWith(`${file}:`)).toBe(true);
  expect(Number(at.split(':')[1]) - Number(number)).toBeGreaterThan(0);
  expect(Number(at.split(':')[1]) - Number(number)).toBeLessThan(4);
});

class Shop extends Block {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Service(this, 'first', { ports: [80] });
    new Service(this, 'second', { ports: [80] });
  }
}

test('blocks that a team makes in a block of its own keep their own lines', () => {
  const [first, second] = synthesized((scope) => new Shop(scope, 'shop')).map(({ source }) =>
    Number(source?.split(':')[1]),
  );
  expect(second).toBe((first as number) + 1);
});
