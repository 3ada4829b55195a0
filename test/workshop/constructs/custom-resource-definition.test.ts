import { CustomResourceDefinition, type CustomResourceDefinitionProps } from '../../../src/workshop/constructs';
import { manifestsOf } from '../../support/manifests';

const props: CustomResourceDefinitionProps = {
  group: 'example.com',
  version: 'v1',
  names: { kind: 'Backup', plural: 'backups' },
  scope: 'Namespaced',
};

test('a definition is named after plural and group, whatever namespace and prefix are around it', () => {
  const manifests = manifestsOf((scope) => new CustomResourceDefinition(scope, 'any', props), {
    chart: { namespace: 'shop' },
    context: { secrets: 'reference', namePrefix: 'my-release' },
  });
  expect(manifests).toMatchObject({
    'CustomResourceDefinition/backups.example.com': { spec: { group: 'example.com' } },
  });
  expect(Object.values(manifests)[0]?.metadata).toEqual({ name: 'backups.example.com' });
});

test('without a schema any field is kept', () => {
  const { spec } = Object.values(manifestsOf((scope) => new CustomResourceDefinition(scope, 'any', props)))[0] ?? {};
  expect(spec).toMatchObject({
    names: { kind: 'Backup', plural: 'backups', singular: 'backup', listKind: 'BackupList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  });
});

test.each([
  {
    wrong: { group: 'example' },
    message: "chart/any: 'group' must be a DNS name with at least one '.', got 'example'",
  },
  { wrong: { version: '1.0' }, message: "chart/any: 'version' must be a version such as v1 or v1beta1, got '1.0'" },
  {
    wrong: { names: { kind: 'backup', plural: 'backups' } },
    message: "chart/any: 'names.kind' must be a kind in CamelCase, got 'backup'",
  },
])('$wrong is refused', ({ wrong, message }) => {
  expect(() => manifestsOf((scope) => new CustomResourceDefinition(scope, 'any', { ...props, ...wrong }))).toThrow(
    message,
  );
});
