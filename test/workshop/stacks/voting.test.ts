import { votingDeployments } from '../../../src/workshop/stacks/voting-deployments';
import { votingPods } from '../../../src/workshop/stacks/voting-pods';
import { votingReplicasets } from '../../../src/workshop/stacks/voting-replicasets';
import { builtLesson, builtProduction } from '../../support/built-stack';

test('Pods, ReplicaSets and Deployments run the same containers', () => {
  const pod = builtLesson(votingPods, 'ex3').get('Pod/results')['spec'];
  const replicaSet = builtLesson(votingReplicasets, '01-before').get('ReplicaSet/results');
  const deployment = builtLesson(votingDeployments, 'v1').get('Deployment/results');
  expect(replicaSet).toHaveProperty('spec.template.spec', pod);
  expect(deployment).toHaveProperty('spec.template.spec', pod);
});

test('from v1 to v2 only the images of both pages change', () => {
  const textOf = (stage: string) => JSON.stringify(builtLesson(votingDeployments, stage).manifests);
  expect(textOf('v1').match(/:before"/g)).toHaveLength(2);
  expect(textOf('v1').replaceAll(':before"', ':after"')).toBe(textOf('v2'));
});

test('in v3 redis is where the state is, and no page has a neighbour', () => {
  const objects = builtLesson(votingDeployments, 'v3');
  expect(objects.get('Service/redis')).toHaveProperty('spec.selector', { app: 'data' });
  expect(objects.get('Deployment/data')).toHaveProperty('spec.template.spec.hostAliases[0].hostnames', ['redis', 'db']);
  for (const page of ['voter', 'results']) {
    expect(objects.get(`Deployment/${page}`)).not.toHaveProperty('spec.template.spec.hostAliases');
  }
});

test.each(['redis', 'db'])('outside lessons the data of %s is on a claim', (name) => {
  const production = builtProduction(votingDeployments);
  expect(production.get(`Deployment/${name}`)).toHaveProperty('spec.template.spec.volumes', [
    { name: 'data', persistentVolumeClaim: { claimName: name } },
  ]);
  expect(production.names).toContain(`PersistentVolumeClaim/${name}`);
});

test('outside lessons database, worker and result page take the password from one Secret', () => {
  const production = builtProduction(votingDeployments);
  const reference = { secretKeyRef: { name: 'postgres', key: 'password' } };
  const users = production.names.filter((name) => JSON.stringify(production.get(name)).includes('secretKeyRef'));
  expect(users.sort()).toEqual(['Deployment/db', 'Deployment/results', 'Deployment/worker']);
  for (const name of users) {
    expect(production.get(name)).toHaveProperty('spec.template.spec.containers[0].env[0].valueFrom', reference);
  }
});
