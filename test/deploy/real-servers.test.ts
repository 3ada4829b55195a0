import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../support/client-library';
import { accessTo, type KubeObject, openSession, Redaction, type Session } from '../../src/deploy';
import { Discovery } from '../../src/deploy/api/discovery';
import { learnNewKinds } from '../../src/deploy/apply/new-kinds';
import { type ResolvedObject, resolveObjects } from '../../src/deploy/objects/resolve';
import { evidenceFor } from '../../src/deploy/readiness/evidence';
import { lookAgain } from '../../src/deploy/readiness/wait';
import { ApiImpostor, type ImpostorAnswer, kubeconfigText } from '../support/api-impostor';
import { wantedOf } from '../support/deploying';
import { newFolder } from '../cli/team-program';
import { widget, widgetDefinition } from './manifests';

/** What real API servers do, and the simulator does not. */

let impostor: ApiImpostor;
let session: Session | undefined;
beforeEach(async () => {
  impostor = await ApiImpostor.start();
});
afterEach(async () => {
  session?.api.access.close();
  await impostor.stop();
});

type Answers = Readonly<Record<string, () => ImpostorAnswer>>;

const ok = (body: object): ImpostorAnswer => ({ code: 200, body });
const kindsOf = (...kinds: readonly (readonly [string, string])[]): ImpostorAnswer =>
  ok({ resources: kinds.map(([name, kind]) => ({ name, kind, namespaced: true, verbs: ['get', 'list'] })) });

/** Opens a session with a server that gives `answers` by path. */
async function sessionWith(answers: Answers): Promise<Session> {
  impostor.answer = (path) => answers[path.split('?', 1)[0] ?? '']?.();
  const kubeconfig = join(newFolder(), 'config');
  writeFileSync(kubeconfig, kubeconfigText({ server: impostor.url() }, {}));
  session = await openSession(await accessTo({ kubeconfig, env: {} }));
  return session;
}

/** Widgets whose definition comes with them. */
function widgets(count: number): ResolvedObject[] {
  const definitions = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    resource: 'customresourcedefinitions',
    isNamespaced: false,
    verbs: [],
  };
  const objects = Array.from({ length: count }, (_, index) => widget('shop', `widget-${index}`, index));
  const all = resolveObjects(wantedOf([widgetDefinition(), ...objects]), new Discovery([definitions]), 'v1.36.0');
  return all.filter(({ key }) => key.kind === 'Widget');
}

test('a kind that is listed only some time after its definition is established is waited for', async () => {
  let looks = 0;
  const groups = [{ name: 'example.com', versions: [{ version: 'v1' }] }];
  const current = await sessionWith({
    '/apis': () => ok({ kind: 'APIGroupList', groups: (looks += 1) <= 3 ? [] : groups }),
    '/apis/example.com/v1': () => kindsOf(['widgets', 'Widget']),
  });
  await learnNewKinds(current, widgets(1));
  expect(current.discovery.find('example.com/v1', 'Widget')).toBeDefined();
  expect(looks).toBe(4);
});

test('objects of a kind that one of several servers does not serve yet are looked for again', async () => {
  const notFound = { code: 404, body: '404 page not found' };
  const current = await sessionWith({ '/apis/example.com/v1/namespaces/shop/widgets': () => notFound });
  expect(await lookAgain(current, widgets(3), { isOfSets: true })).toEqual(new Map());
});

test('a node that cannot be reached is asked once for a log, and the rest is told', async () => {
  let asked = 0;
  const current = await sessionWith({
    '/api': () => ok({ kind: 'APIVersions', versions: ['v1'] }),
    '/api/v1': () => kindsOf(['pods', 'Pod'], ['events', 'Event']),
    '/api/v1/namespaces/shop/pods/web/log': () => {
      asked += 1;
      const message = 'Get "https://10.0.0.1:10250/containerLogs/shop/web/main": dial tcp 10.0.0.1:10250: i/o timeout';
      return { code: 500, body: { kind: 'Status', code: 500, message } };
    },
  });
  const status = { containerStatuses: [{ name: 'main', ready: false, state: { running: {} } }] };
  const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, status };
  const evidence = await evidenceFor(current, pod, new Redaction());
  expect(evidence).toEqual([{ kind: 'container', about: 'Pod web', text: 'container main runs and is not ready' }]);
  expect(asked).toBe(1);
});

test('the latest Events are told, also of a scheduler that repeats itself', async () => {
  const event = (reason: string, times: object): object => ({
    metadata: { name: reason },
    type: 'Warning',
    reason,
    message: 'why',
    involvedObject: { kind: 'Pod', name: 'web', uid: 'u' },
    ...times,
  });
  const repeated = {
    eventTime: '2026-01-01T00:00:01.000000Z',
    series: { lastObservedTime: '2026-01-01T00:09:00.000000Z' },
  };
  const items = [
    event('Repeated', { ...repeated, lastTimestamp: null }),
    ...['First', 'Second', 'Third'].map((reason, index) =>
      event(reason, { lastTimestamp: `2026-01-01T00:0${index + 2}:00Z`, eventTime: null, series: null }),
    ),
  ];
  const current = await sessionWith({
    '/api': () => ok({ kind: 'APIVersions', versions: ['v1'] }),
    '/api/v1': () => kindsOf(['events', 'Event']),
    '/api/v1/namespaces/shop/events': () => ok({ items }),
  });
  const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop', uid: 'u' } };
  const evidence = await evidenceFor(current, pod, new Redaction());
  expect(evidence.map(({ text }) => text)).toEqual(['Second: why', 'Third: why', 'Repeated: why']);
});
