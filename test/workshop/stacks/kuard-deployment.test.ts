import { compare } from 'fast-json-patch';
import { kuardDeployment } from '../../../src/workshop/stacks/kuard-deployment';
import { builtLesson, builtProduction, builtTemplate } from '../../support/built-stack';

const CAUSE = '/spec/template/metadata/annotations/kubernetes.io~1change-cause';
const IMAGE = '/spec/template/spec/containers/0/image';

const deploymentOf = (stage: string) => builtLesson(kuardDeployment, stage).get('Deployment/kuard');

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
  expect(builtProduction(kuardDeployment).names).not.toContain('Ingress/kuard');
  expect(builtProduction(kuardDeployment, { host: 'kuard.example.com' }).get('Ingress/kuard')).toMatchObject({
    spec: { rules: [{ host: 'kuard.example.com' }] },
  });
  expect(builtTemplate(kuardDeployment).object('Ingress/kuard').condition).toBe('host');
});

test('the reason of a version in production names the image that it runs', () => {
  const image = 'gcr.io/kuar-demo/kuard-amd64:purple';
  expect(builtProduction(kuardDeployment, { kuardImage: image }).get('Deployment/kuard')).toMatchObject({
    spec: { template: { metadata: { annotations: { 'kubernetes.io/change-cause': `Run ${image}` } } } },
  });
});
