import { App } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { type ParameterValue, setContext, type StackDefinition, toYaml } from '../../../../src';
import { stacks } from '../../../../src/workshops';
import { buildProduction } from '../../../../src/workshop/synthesis/build-sets';
import type { SynthesizedChart } from '../../../../src/workshop/synthesis/object-set';
import { makeTemplate } from '../../../../src/workshop/synthesis/releases';
import { type Release, releaseFrom } from '../../../../src/workshop/synthesis/releases/read-release';
import { renderRelease } from '../../../../src/workshop/synthesis/releases/render-release';
import { settingsOf } from '../../../../src/workshop/synthesis/settings';
import { everything, productionOf } from './everything';
import { settingsArbitrary } from './parameter-values';

type Settings = Readonly<Record<string, ParameterValue>>;
type Policy = 'derived' | 'reference';

function templateOf(stack: StackDefinition): Release {
  const files = makeTemplate(stack, 'v1');
  return releaseFrom(`releases/${stack.id}/v1`, (file) => files.get(file) as string);
}

function valuesOf(stack: StackDefinition, settings: Settings) {
  const environment = { ...productionOf(stack.id, 'dev', 'HEAD'), stacks: { [stack.id]: settings } };
  return settingsOf(environment, stack.id, stack.production?.parameters ?? {});
}

function built(stack: StackDefinition, settings: Settings, secrets: Policy): SynthesizedChart {
  const around = new Construct(new App(), 'dev');
  setContext(around, { secrets, secretSeed: 'dev' });
  return buildProduction(around, 'dev', stack, valuesOf(stack, settings), 'v1');
}

/** Everything but the lines of source code, which are those of the template in a release. */
function essence({ objects, secrets }: SynthesizedChart) {
  return {
    objects: objects.map(({ manifest, construct, component, program }) => ({
      text: toYaml({ ...manifest }),
      construct,
      component,
      program,
    })),
    secrets: secrets.map(({ source: _source, ...secret }) => secret),
  };
}

/** Whether the code accepts the settings: some forbid each other, such as a node port for a cluster IP. */
function isBuildable(stack: StackDefinition, settings: Settings): boolean {
  try {
    built(stack, settings, 'reference');
    return true;
  } catch {
    return false;
  }
}

const deployable = [everything, ...stacks.filter(({ production }) => production !== undefined)];

test.each(deployable.map((stack) => ({ id: stack.id, stack })))(
  'the template of $id gives what the code gives, whatever the environment chooses',
  ({ stack }) => {
    const release = templateOf(stack);
    const settings = settingsArbitrary(stack.id, stack.production?.parameters ?? {});
    fc.assert(
      fc.property(settings, fc.constantFrom<Policy>('derived', 'reference'), (chosen, secrets) => {
        fc.pre(isBuildable(stack, chosen));
        const rendered = renderRelease(release, { name: 'dev', secrets }, valuesOf(stack, chosen));
        expect(essence(rendered)).toEqual(essence(built(stack, chosen, secrets)));
      }),
      { numRuns: stack === everything ? 60 : 12, seed: 1 },
    );
  },
);

describe('a rendered release', () => {
  const release = templateOf(everything);
  const target = { name: 'dev', secrets: 'reference' } as const;
  const owner = 'alice';
  const namesOf = (settings: Settings) =>
    renderRelease(release, target, settings).objects.map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`);

  test('names its templates as the source of its objects', () => {
    const { objects } = renderRelease(release, target, { owner });
    const web = objects.find(({ manifest }) => manifest.metadata.name === 'web' && manifest.kind === 'Deployment');
    expect(web?.source).toBe('releases/everything/v1/front/web-deployment.yaml');
  });

  test.each<{ settings: Settings; there: string[] }>([
    { settings: {}, there: [] },
    { settings: { host: 'a.example.com' }, there: ['Ingress/web'] },
    { settings: { hasMirror: false, mirrorHost: 'm.example.com' }, there: [] },
    { settings: { hasMirror: true }, there: ['Deployment/dev-mirror', 'Service/mirror'] },
    {
      settings: { hasMirror: true, mirrorHost: 'm.example.com' },
      there: ['Deployment/dev-mirror', 'Ingress/mirror', 'Service/mirror'],
    },
  ])('with $settings has $there beside the rest', ({ settings, there }) => {
    const rest = namesOf({ owner });
    expect(namesOf({ owner, ...settings }).filter((name) => !rest.includes(name))).toEqual(there);
  });

  test('IAC-06: a flag changes configuration only, no image', () => {
    const objects = (isVerbose: boolean) =>
      renderRelease(release, target, { owner, isVerbose }).objects.map(({ manifest }) => manifest);
    const [off, on] = [objects(false), objects(true)];
    expect(on.filter(({ metadata }) => metadata.name === 'logging').map(({ kind }) => kind)).toEqual(['ConfigMap']);
    expect(on.filter(({ metadata }) => metadata.name !== 'logging')).toEqual(off);
  });

  test('IAC-11: environments differ only where their parameters differ', () => {
    const textsOf = (name: string, replicas: number) =>
      renderRelease(release, { name, secrets: 'reference' }, { owner, replicas })
        .objects.map(({ manifest }) => toYaml({ ...manifest }))
        .join('---\n')
        .replaceAll(name, 'environment')
        .split('\n');
    const [staging, live] = [textsOf('staging', 1), textsOf('live', 5)];
    expect(live.filter((line, index) => line !== staging[index])).toEqual(['  replicas: 5']);
    expect(live).toHaveLength(staging.length);
  });

  test.each([
    [{}, "releases/everything/v1: parameter 'owner' needs a value (Who owns it; every environment must say so)"],
    [{ owner, replica: 3 }, "releases/everything/v1: unknown parameter 'replica'; did you mean 'replicas'?"],
    [{ owner, replicas: 101 }, "parameter 'replicas' must be a whole number from 0 up to 100, got 101"],
    [{ owner, tag: 'latest' }, "parameter 'tag' must be text like "],
    [{ owner, databaseImage: 'mysql' }, "parameter 'databaseImage' must be an image reference"],
    [{ owner, serviceType: 'ClusterIP' }, "parameter 'serviceType' must be one of NodePort, LoadBalancer"],
    [{ owner, size: { requests: { 'nvidia.com/gpu': '1' }, limits: {} } }, "parameter 'size' must be 'requests' and"],
  ])('refuses %j', (settings, message) => {
    expect(() => renderRelease(release, target, settings as Settings)).toThrow(message);
  });

  test('has no sample Secrets to give', () => {
    expect(() => renderRelease(release, { name: 'lab', secrets: 'sample' }, { owner })).toThrow(
      'releases/everything/v1: holds no sample Secrets; environment lab must derive or reference its Secrets',
    );
  });
});

test('IAC-13: two releases of one application live in one namespace when their names have a prefix', () => {
  const textsOf = (namePrefix: string) => {
    const around = new Construct(new App(), 'dev');
    setContext(around, { secrets: 'reference', namePrefix });
    return buildProduction(around, 'dev', everything, valuesOf(everything, { owner: 'alice' }), 'v1')
      .objects.map(({ manifest }) => manifest)
      .filter(({ kind }) => kind !== 'Namespace');
  };
  const [blue, green] = [textsOf('blue'), textsOf('green')];
  const keyOf = ({ kind, metadata }: (typeof blue)[number]) => `${kind}/${metadata.namespace}/${metadata.name}`;
  expect(blue.map(keyOf)).toContain('Deployment/dev-everything/blue-web');
  expect(blue.map(keyOf).filter((key) => green.map(keyOf).includes(key))).toEqual([]);
});
