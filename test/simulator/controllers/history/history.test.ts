import type { ControllerRevision } from '../../../../src/simulator/api';
import {
  decideHistory,
  excessRevisions,
  revisionData,
  revisionHash,
  revisionName,
  templateOf,
} from '../../../../src/simulator/controllers/history';

const template = (image: string): Parameters<typeof revisionData>[0] => ({
  metadata: { labels: { app: 'mongo' } },
  spec: {
    containers: [
      {
        name: 'mongodb',
        image,
        command: ['mongod', '--replSet', 'rs0'],
        ports: [{ containerPort: 27017, name: 'peer', protocol: 'TCP' }],
        resources: {},
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  },
});

const revision = (name: string, number: number, image: string): ControllerRevision => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name, namespace: 'demo', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  data: revisionData(template(image)),
  revision: number,
});

describe('the hash of a revision', () => {
  test('is the one that a real cluster gave the mongo of the workshop', () => {
    expect(revisionName('mongo', revisionHash(revisionData(template('mongo:3.4.2')), 0))).toBe('mongo-b8f89f764');
  });

  test('escapes what Go escapes', () => {
    const odd = (text: string): string => revisionHash(revisionData(template(text)), 0);
    expect(odd('<a>&b')).not.toBe(odd('\\u003ca\\u003e\\u0026b'));
  });

  test('is another one after a collision', () => {
    const data = revisionData(template('mongo:3.4.2'));
    expect(revisionHash(data, 1)).not.toBe(revisionHash(data, 0));
  });

  test('follows at most 223 characters of the name', () => {
    expect(revisionName('a'.repeat(253), 'xyz')).toBe(`${'a'.repeat(223)}-xyz`);
  });
});

describe('the data of a revision', () => {
  test('replaces the whole template and gives it back', () => {
    const data = revisionData(template('mongo:1'));
    expect(data.spec.template.$patch).toBe('replace');
    expect(templateOf(revision('a', 1, 'mongo:1'))).toEqual(template('mongo:1'));
  });

  test.each([undefined, 'text', {}, { spec: {} }])('without a template gives none: %j', (data) => {
    expect(templateOf({ ...revision('a', 1, 'mongo:1'), data })).toBeUndefined();
  });
});

describe('the history of a template', () => {
  const a1 = revision('a', 1, 'mongo:1');
  const b2 = revision('b', 2, 'mongo:2');
  const a3 = revision('c', 3, 'mongo:1');

  test.each([
    { have: [], current: undefined, number: 1, old: [] },
    { have: [a1], current: a1, number: 1, old: [] },
    { have: [b2], current: undefined, number: 3, old: [b2] },
    { have: [b2, a1], current: a1, number: 3, old: [b2] },
    { have: [a3, b2], current: a3, number: 3, old: [b2] },
  ])('of $have.length revisions continues with number $number', ({ have, current, number, old }) => {
    const history = decideHistory(have, revisionData(template('mongo:1')));
    expect(history).toEqual({ current, number, old, duplicates: [] });
  });

  test('keeps the newest of equal revisions', () => {
    const history = decideHistory([a3, a1, b2], revisionData(template('mongo:1')));
    expect(history).toEqual({ current: a3, number: 3, old: [b2], duplicates: [a1] });
  });

  test.each([
    { limit: 3, live: [], deleted: [] },
    { limit: 1, live: [], deleted: ['a', 'b'] },
    { limit: 1, live: ['a'], deleted: ['b', 'c'] },
    { limit: 0, live: ['b'], deleted: ['a', 'c'] },
  ])('beyond $limit loses $deleted when $live are live', ({ limit, live, deleted }) => {
    const excess = excessRevisions([a3, b2, a1], ({ metadata }) => live.includes(metadata.name), limit);
    expect(excess.map(({ metadata }) => metadata.name)).toEqual(deleted);
  });
});
