import type { KubeObject } from '../../../../src/simulator/api';
import { Precedent } from '../../../../src/simulator/apiserver/storage/precedent';

const pod = (spec: object, annotations?: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', ...(annotations === undefined ? {} : { annotations }) },
  spec,
});

const mounting = (volume: string): object => ({
  volumes: [{ name: volume }],
  containers: [{ name: 'main', volumeMounts: [{ name: volume }] }],
});

function precedentOf(first: KubeObject, ...drawn: string[]): Precedent {
  const precedent = new Precedent({});
  precedent.note(first, drawn);
  return precedent;
}

test('without a valid object before, nothing is known', () => {
  expect(new Precedent({}).covers(pod(mounting('token-abcde')), ['abcde'])).toBe(false);
});

test.each([
  { what: 'the same text drawn anew', next: pod(mounting('token-fghij')), drawn: ['fghij'], isCovered: true },
  {
    what: 'another text in one of its places',
    drawn: ['fghij'],
    isCovered: false,
    next: pod({
      volumes: [{ name: 'token-fghij' }],
      containers: [{ name: 'main', volumeMounts: [{ name: 'token-other' }] }],
    }),
  },
  { what: 'the text of the first one', next: pod(mounting('token-abcde')), drawn: ['fghij'], isCovered: false },
  { what: 'one more draw', next: pod(mounting('token-fghij')), drawn: ['fghij', 'klmno'], isCovered: false },
  {
    what: 'a field more',
    next: pod({ ...mounting('token-fghij'), hostNetwork: true }),
    drawn: ['fghij'],
    isCovered: false,
  },
  { what: 'a field less', next: pod({ volumes: [{ name: 'token-fghij' }] }), drawn: ['fghij'], isCovered: false },
  { what: 'an annotation', next: pod(mounting('token-fghij'), { a: 'b' }), drawn: ['fghij'], isCovered: false },
])('$what: covered by a valid object before: $isCovered', ({ next, drawn, isCovered }) => {
  expect(precedentOf(pod(mounting('token-abcde')), 'abcde').covers(next, drawn)).toBe(isCovered);
});

test('an object for which a text was drawn that its template has anyway is no example', () => {
  const first = pod({ ...mounting('token-abcde'), hostname: 'abcde' });
  const precedent = new Precedent({ spec: { hostname: 'abcde' } });
  precedent.note(first, ['abcde']);
  expect(precedent.covers(pod({ ...mounting('token-fghij'), hostname: 'fghij' }), ['fghij'])).toBe(false);
});

test('a text that the first object has in another place is validated', () => {
  const first = pod({ ...mounting('token-abcde'), hostname: 'fghij' });
  const next = pod({ ...mounting('token-fghij'), hostname: 'fghij' });
  expect(precedentOf(first, 'abcde').covers(next, ['fghij'])).toBe(false);
});

test('lists and objects of equal entries are not the same', () => {
  expect(precedentOf(pod({ args: ['a'] })).covers(pod({ args: { 0: 'a' } }), [])).toBe(false);
});
