import { votingDeployments } from '../../../src/workshop/stacks/voting-deployments';
import { votingPods } from '../../../src/workshop/stacks/voting-pods';
import { votingReplicasets } from '../../../src/workshop/stacks/voting-replicasets';
import { productionOf, stageOf } from './forms';

test('Pods, ReplicaSets and Deployments run the same containers', () => {
  const pod = stageOf(votingPods, 'ex3')['Pod/results']?.manifest['spec'];
  const replicaSet = stageOf(votingReplicasets, '01-before')['ReplicaSet/results']?.manifest;
  const deployment = stageOf(votingDeployments, 'v1')['Deployment/results']?.manifest;
  expect(replicaSet).toHaveProperty('spec.template.spec', pod);
  expect(deployment).toHaveProperty('spec.template.spec', pod);
});

test('from v1 to v2 only the images of both pages change', () => {
  const textOf = (stage: string) =>
    JSON.stringify(Object.values(stageOf(votingDeployments, stage)).map(({ manifest }) => manifest));
  expect(textOf('v1').match(/:before"/g)).toHaveLength(2);
  expect(textOf('v1').replaceAll(':before"', ':after"')).toBe(textOf('v2'));
});

test('in v3 redis is where the state is, and no page has a neighbour', () => {
  const objects = stageOf(votingDeployments, 'v3');
  expect(objects['Service/redis']?.manifest).toHaveProperty('spec.selector', { app: 'data' });
  expect(objects['Deployment/data']?.manifest).toHaveProperty('spec.template.spec.hostAliases[0].hostnames', [
    'redis',
    'db',
  ]);
  for (const page of ['voter', 'results']) {
    expect(objects[`Deployment/${page}`]?.manifest).toMatchObject({ kind: 'Deployment' });
    expect(objects[`Deployment/${page}`]?.manifest).not.toHaveProperty('spec.template.spec.hostAliases');
  }
});

test.each(['redis', 'db'])('outside lessons the data of %s is on a claim', (name) => {
  const manifests = productionOf(votingDeployments);
  expect(manifests[`Deployment/${name}`]).toHaveProperty('spec.template.spec.volumes', [
    { name: 'data', persistentVolumeClaim: { claimName: name } },
  ]);
  expect(Object.keys(manifests)).toContain(`PersistentVolumeClaim/${name}`);
});

test('outside lessons database, worker and result page take the password from one Secret', () => {
  const manifests = productionOf(votingDeployments);
  const reference = { secretKeyRef: { name: 'postgres', key: 'password' } };
  const users = Object.keys(manifests).filter((name) => JSON.stringify(manifests[name]).includes('secretKeyRef'));
  expect(users.sort()).toEqual(['Deployment/db', 'Deployment/results', 'Deployment/worker']);
  for (const name of users) {
    expect(manifests[name]).toHaveProperty('spec.template.spec.containers[0].env[0].valueFrom', reference);
  }
});
