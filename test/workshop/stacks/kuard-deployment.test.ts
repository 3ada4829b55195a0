import { compare } from 'fast-json-patch';
import { kuardDeployment } from '../../../src/workshop/stacks/kuard-deployment';
import { liveObjects, stagesOf, templateOf } from './stack-objects';

const CAUSE = '/spec/template/metadata/annotations/kubernetes.io~1change-cause';
const IMAGE = '/spec/template/spec/containers/0/image';

const stages = stagesOf(kuardDeployment);
const deploymentOf = (stage: string) => stages[stage]?.['Deployment/kuard'] as object;

test.each([
  { from: '01-blue', to: '02-scaled', changes: ['/spec/replicas'] },
  {
    from: '02-scaled',
    to: '03-green',
    changes: ['/spec/template/metadata/annotations', '/spec/template/spec/containers/0/imagePullPolicy', IMAGE],
  },
  { from: '03-green', to: '04-blue-again', changes: [CAUSE, IMAGE] },
  {
    from: '03-green',
    to: '05-tuned',
    changes: ['minReadySeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit', 'strategy'].map(
      (field) => `/spec/${field}`,
    ),
  },
  { from: '03-green', to: '06-recreate', changes: ['/spec/strategy'] },
  { from: '03-green', to: '07-surge', changes: ['/spec/replicas', '/spec/strategy'] },
])('from $from to $to only $changes change', ({ from, to, changes }) => {
  const paths = compare(deploymentOf(from), deploymentOf(to)).map(({ path }) => path);
  expect(paths.sort()).toEqual([...changes].sort());
});

test('the production form has an Ingress only where the environment names a host', () => {
  expect(Object.keys(liveObjects(kuardDeployment))).not.toContain('Ingress/kuard');
  expect(liveObjects(kuardDeployment, { host: 'kuard.example.com' })['Ingress/kuard']?.spec).toMatchObject({
    rules: [{ host: 'kuard.example.com' }],
  });
  const ingress = templateOf(kuardDeployment).objects.find(({ manifest }) => manifest.kind === 'Ingress');
  expect(ingress?.condition).toBe('host');
});

test('the reason of a version in production names the image that it runs', () => {
  const image = 'gcr.io/kuar-demo/kuard-amd64:purple';
  expect(liveObjects(kuardDeployment, { kuardImage: image })['Deployment/kuard']).toMatchObject({
    spec: { template: { metadata: { annotations: { 'kubernetes.io/change-cause': `Run ${image}` } } } },
  });
});
