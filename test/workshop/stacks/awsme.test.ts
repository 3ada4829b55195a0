import { App, Chart } from 'cdk8s';
import { awsme } from '../../../src/workshop/stacks/awsme';
import { Awsme } from '../../../src/workshop/stacks/awsme/awsme';
import { builtLesson, builtProduction } from '../../support/built-stack';

const backendOf = (stage: string) => builtLesson(awsme, stage).get('Pod/backend');

test('the password stands in the manifests of the Pods until there is a Secret', () => {
  const stages = (awsme.lessons ?? []).map(({ stage }) => stage);
  const withPassword = stages.filter((stage) => {
    const pods = builtLesson(awsme, stage).manifests.filter(({ kind }) => kind === 'Pod');
    return JSON.stringify(pods).includes('very-secret-password');
  });
  expect(withPassword).toEqual(['01-pods', '02-services', '03-loadbalancer']);
});

test('only a shell puts a variable into the command of the backend', () => {
  expect(backendOf('03-loadbalancer')).toHaveProperty('spec.containers[0].command[0]', 'app');
  expect(backendOf('04-secrets')).toHaveProperty('spec.containers[0].command', [
    'sh',
    '-c',
    'app -mode=backend -run-migrations -port=8080 -db-host=db -db-password=$MYSQL_ROOT_PASSWORD',
  ]);
});

test.each([
  { stage: '04-secrets', migrates: 'containers' },
  { stage: '05a-no-migrations', migrates: undefined },
  { stage: '05b-init-container', migrates: 'initContainers' },
])('in $stage the tables are made by: $migrates', ({ stage, migrates }) => {
  const spec = backendOf(stage)['spec'] as Record<string, unknown>;
  const makers = ['containers', 'initContainers'].filter((field) =>
    JSON.stringify(spec[field] ?? []).includes('-run-migrations'),
  );
  expect(makers).toEqual(migrates === undefined ? [] : [migrates]);
});

test('a port from a ConfigMap without a shell is refused', () => {
  const chart = new Chart(new App(), 'chart');
  expect(() => new Awsme(chart, 'awsme', { image: 'app:1', hasPortInConfig: true })).toThrow(
    "chart/awsme: 'hasPortInConfig' needs 'hasSecret': only then a shell reads variables, got true",
  );
});

test('outside lessons the data of the database is on a claim, and each part has a folder', () => {
  const production = builtProduction(awsme, { storageClass: 'fast' });
  expect(production.get('Deployment/db')).toHaveProperty('spec.template.spec.volumes', [
    { name: 'data', persistentVolumeClaim: { claimName: 'db' } },
  ]);
  expect(production.get('PersistentVolumeClaim/db')).toHaveProperty('spec.storageClassName', 'fast');
  expect(production.names).not.toContain('Secret/mysql');
});
