import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_SECRETS } from '../../../src/workshop/environments';
import { kuarConfig } from '../../../src/workshop/stacks/kuar-config';
import { builtLesson } from '../../support/built-stack';
import { ROOT } from '../../support/source-files';

const dataOf = (stage: string, label: string) =>
  builtLesson(kuarConfig, stage).get(label)['data'] as Record<string, string>;

interface Variable {
  readonly valueFrom: { readonly configMapKeyRef: { readonly key: string } };
}

test.each([
  { stage: '01-missing-key', lacks: ['another-param', 'extra-param'] },
  { stage: '02-fixed', lacks: [] },
])('the ConfigMap of $stage lacks $lacks', ({ stage, lacks }) => {
  const { containers } = builtLesson(kuarConfig, stage).get('Pod/kuard-config')['spec'] as {
    containers: { env: Variable[] }[];
  };
  const wanted = containers.flatMap(({ env }) => env.map(({ valueFrom }) => valueFrom.configMapKeyRef.key));
  const given = Object.keys(dataOf(stage, 'ConfigMap/my-config'));
  expect(wanted.filter((key) => !given.includes(key))).toEqual(lacks);
});

test('the ConfigMap holds the file as it is', () => {
  const file = readFileSync(join(ROOT, 'src/workshop/stacks/kuar-config/files/my-config.txt'), 'utf8');
  expect(dataOf('02-fixed', 'ConfigMap/my-config')['my-config.txt']).toBe(file);
});

test('both ways of using the registry credentials name the same Secret, which is marked as a sample', () => {
  const objects = builtLesson(kuarConfig, '04-registry');
  const secret = objects.get('Secret/my-image-pull-secret');
  const reference = [{ name: 'my-image-pull-secret' }];
  expect(secret.metadata.labels).toEqual({ 'workshop-stacks/sample-secret': 'true' });
  expect(objects.get('ServiceAccount/default')).toMatchObject({ imagePullSecrets: reference });
  expect(objects.get('Pod/kuard-tls')).toMatchObject({ spec: { imagePullSecrets: reference } });
  const credentials = dataOf('04-registry', 'Secret/my-image-pull-secret')['.dockerconfigjson'] ?? '';
  expect(Buffer.from(credentials, 'base64').toString()).toBe(SAMPLE_SECRETS.registryCredentials);
});
