import { rawManifest, type RawObject, type StackDefinition } from '../../../src';
import { buildSets } from '../../../src';
import { layOut } from '../../../src/workshop/synthesis/layout';
import { lessons } from '../../support/sample-program';

const pathsOf = (...objects: readonly RawObject[]): string[] => {
  const stack: StackDefinition = {
    id: 'raw',
    title: 'Raw objects',
    source: 'tests',
    lessons: [
      { summary: 'all', build: (scope) => objects.forEach((object, index) => rawManifest(scope, `o${index}`, object)) },
    ],
  };
  return layOut(buildSets({ stacks: [stack], environments: [lessons] })).map(({ path }) => path);
};
const object = (apiVersion: string, kind: string, name: string, namespace?: string): RawObject => ({
  apiVersion,
  kind,
  metadata: namespace === undefined ? { name } : { name, namespace },
});

test('the API group is added only where two objects would get one file name', () => {
  expect(
    pathsOf(
      object('networking.k8s.io/v1', 'Ingress', 'web'),
      object('extensions/v1beta1', 'Ingress', 'web'),
      object('v1', 'Service', 'web'),
    ),
  ).toEqual([
    'lessons/raw/web-ingress.extensions.yaml',
    'lessons/raw/web-ingress.networking.k8s.io.yaml',
    'lessons/raw/web-service.yaml',
  ]);
});

test('objects of one name in two namespaces keep their own files', () => {
  expect(pathsOf(object('v1', 'Service', 'redis', 'blue'), object('v1', 'Service', 'redis', 'green'))).toEqual([
    'lessons/raw/redis-service.blue.yaml',
    'lessons/raw/redis-service.green.yaml',
  ]);
});

test('characters that shells and file systems mind are replaced', () => {
  expect(pathsOf(object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:read:all'))).toEqual([
    'lessons/raw/system_read_all-clusterrole.yaml',
  ]);
});
