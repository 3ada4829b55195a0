import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { setContext, type StackDefinition } from '../../../src';
import { frontendLayout } from '../../../src/workshop/stacks/frontend-layout';
import { settingsOf } from '../../../src/workshop/synthesis/settings';
import { surroundingsOf } from '../../../src/workshop/synthesis/surroundings';
import { walk } from '../../../src/workshop/synthesis/walk';
import { BuiltStack, builtProduction } from '../../support/built-stack';

/** Builds `stack` once for each of `releases` into the same namespace, as `helm install NAME` would. */
function builtReleases(stack: StackDefinition, releases: readonly string[]): BuiltStack {
  const chart = new Chart(new App(), 'apps', { namespace: 'shared' });
  for (const release of releases) {
    const scope = new Construct(chart, release);
    setContext(scope, { secrets: 'reference', namePrefix: release });
    const environment = {
      name: release,
      summary: '',
      form: 'production',
      stage: 'HEAD',
      secrets: 'reference',
      stacks: {},
    } as const;
    const values = settingsOf(environment, stack.id, stack.production?.parameters ?? {});
    const domain = `${release}.example.com`;
    stack.production?.build(scope, { ...values, newCheckout: true, domain } as never, surroundingsOf('dev', stack.id));
  }
  return new BuiltStack(walk(chart));
}

test('a part is a folder of its own: Deployment, Service and Ingress', () => {
  const parts = builtProduction(frontendLayout).chart.objects.filter(({ component }) => component !== undefined);
  expect(
    parts.map(({ component, manifest }) => `${component}/${manifest.metadata.name}-${manifest.kind}`).sort(),
  ).toEqual(
    ['frontend', 'service-1', 'service-2'].flatMap((part) =>
      ['Deployment', 'Ingress', 'Service'].map((kind) => `${part}/${part}-${kind}`),
    ),
  );
});

test('turning the feature on adds one ConfigMap and changes no other object', () => {
  const off = builtProduction(frontendLayout);
  const on = builtProduction(frontendLayout, { newCheckout: true });
  expect(on.names.filter((name) => !off.names.includes(name))).toEqual(['ConfigMap/frontend']);
  for (const name of off.names) expect(on.get(name)).toEqual(off.get(name));
});

test('the frontend reads the switch where the ConfigMap has it, and starts without', () => {
  const on = builtProduction(frontendLayout, { newCheckout: true });
  expect(on.get('ConfigMap/frontend')).toMatchObject({ data: { newCheckout: 'on' } });
  const valueFrom = { configMapKeyRef: { name: 'frontend', key: 'newCheckout', optional: true } };
  expect(on.get('Deployment/frontend')).toMatchObject({
    spec: { template: { spec: { containers: [{ env: [{ name: 'NEW_CHECKOUT', valueFrom }] }] } } },
  });
});

describe('two releases in one namespace', () => {
  const releases = builtReleases(frontendLayout, ['my-release', 'other']);

  test('share no name', () => {
    expect(new Set(releases.names).size).toBe(releases.names.length);
    expect(releases.names).toEqual(
      expect.arrayContaining(['ConfigMap/my-release-frontend', 'ConfigMap/other-frontend', 'Service/other-service-2']),
    );
  });

  test.each(['my-release', 'other'])('%s selects, reads and exposes what is its own', (release) => {
    const own = `${release}-frontend`;
    const config = { configMapKeyRef: { name: own, key: 'newCheckout', optional: true } };
    expect(releases.get(`Deployment/${own}`)).toMatchObject({
      spec: {
        selector: { matchLabels: { app: own } },
        template: { metadata: { labels: { app: own } }, spec: { containers: [{ env: [{ valueFrom: config }] }] } },
      },
    });
    expect(releases.get(`Service/${own}`)).toMatchObject({ spec: { selector: { app: own } } });
    expect(releases.get(`Ingress/${own}`)).toMatchObject({
      spec: {
        rules: [
          { host: `frontend.${release}.example.com`, http: { paths: [{ backend: { service: { name: own } } }] } },
        ],
      },
    });
  });
});
