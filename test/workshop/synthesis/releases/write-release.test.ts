import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ConfigFiles, flag, integer, productionForm, RequiredSecret, type StackDefinition, text, Worker } from '../../../../src';
import { openReleases, writeRelease } from '../../../../src/workshop/synthesis/releases';
import { shop } from '../../../support/sample-program';
import { filesIn, useTemporaryFolder } from '../../../support/temporary-folder';
import { everything } from './everything';

const folder = useTemporaryFolder();
const releases = () => join(folder(), 'releases');

/** The shop with another default image tag, which every template of it shows. */
const changed: StackDefinition = {
  ...shop,
  production: productionForm({
    parameters: { ...shop.production?.parameters },
    build: (scope, values, surroundings) => {
      shop.production?.build(scope, values as never, surroundings);
      new Worker(scope, 'extra', { replicas: 1, containers: [{ image: 'extra:1' }] });
    },
  }),
};

describe('a release', () => {
  test('has one object a file, laid out by component, and a description', () => {
    const { path, files } = writeRelease(shop, releases());
    expect(path).toBe('releases/shop/v1');
    expect(files).toEqual(['front/web-deployment.yaml', 'front/web-ingress.yaml', 'front/web-service.yaml', 'release.yaml']);
    expect(Object.keys(filesIn(join(releases(), 'shop', 'v1'))).sort()).toEqual(files);
  });

  test('holds placeholders where environments choose, and no environment', () => {
    writeRelease(shop, releases());
    const deployment = readFileSync(join(releases(), 'shop/v1/front/web-deployment.yaml'), 'utf8');
    expect(parse(deployment)).toMatchObject({
      metadata: { name: 'web', namespace: '{{environment}}-shop', labels: { app: 'web' } },
      spec: { replicas: '{{replicas}}' },
    });
    expect(deployment).toContain('registry.example.com/shop:{{tag}}');
  });

  test('describes parameters, conditions, origins and required Secrets', () => {
    writeRelease(shop, releases(), { defaults: { tag: '2.0.0' } });
    const description = parse(readFileSync(join(releases(), 'shop/v1/release.yaml'), 'utf8')) as {
      readonly contents: readonly object[];
      readonly parameters: Readonly<Record<string, object>>;
    };
    expect(description).toMatchObject({ stack: 'shop', version: 'v1' });
    expect(description.parameters['tag']).toEqual({
      kind: 'text',
      description: 'Tag of the image.',
      default: '2.0.0',
      pattern: '^\\d+\\.\\d+\\.\\d+$',
    });
    expect(description.contents[0]).toEqual({
      secret: 'shop',
      type: 'Opaque',
      keys: { token: { derived: 'password' } },
      construct: 'shop/shop',
      source: expect.stringMatching(/^test\/support\/sample-program\.ts:\d+$/) as string,
    });
    expect(description.contents).toContainEqual(
      expect.objectContaining({
        file: 'front/web-ingress.yaml',
        component: 'front',
        when: ['host'],
      }),
    );
  });

  test('names files after placeholders without their braces', () => {
    expect(writeRelease(everything, releases()).files).toContain('environment-mirror-deployment.yaml');
  });

  test('gets the next number', () => {
    writeRelease(shop, releases(), { version: 'v9' });
    expect(writeRelease(changed, releases()).version).toBe('v10');
    expect(openReleases(releases()).versionsOf('shop')).toEqual(['v9', 'v10']);
  });

  test('leaves nothing but releases behind', () => {
    writeRelease(shop, releases());
    writeRelease(changed, releases());
    expect(readdirSync(join(releases(), 'shop')).sort()).toEqual(['v1', 'v2']);
  });
});

describe('IAC-07: a released version never changes', () => {
  test('other contents are refused, file by file, and nothing is written', () => {
    writeRelease(shop, releases());
    const before = filesIn(releases());
    expect(() => writeRelease(changed, releases(), { version: 'v1' })).toThrow(
      'releases/shop/v1 must not change, and the code differs in extra-deployment.yaml, release.yaml; release it as v2',
    );
    expect(filesIn(releases())).toEqual(before);
  });

  test('other defaults are other contents', () => {
    writeRelease(shop, releases());
    expect(() => writeRelease(shop, releases(), { version: 'v1', defaults: { tag: '2.0.0' } })).toThrow(
      'releases/shop/v1 must not change, and the code differs in release.yaml; release it as v2',
    );
  });

  test('a file too many in its folder is other contents', () => {
    writeRelease(shop, releases());
    writeFileSync(join(releases(), 'shop/v1/front/more.yaml'), 'kind: More\n');
    expect(() => writeRelease(shop, releases(), { version: 'v1' })).toThrow('the code differs in front/more.yaml');
  });

  test.each([{ version: 'v1' }, {}])('equal contents with %j are left alone', (options) => {
    writeRelease(shop, releases());
    const path = join(releases(), 'shop/v1/release.yaml');
    // The program has grown above the construct since.
    writeFileSync(path, readFileSync(path, 'utf8').replace(/sample-program\.ts:\d+/g, 'sample-program.ts:1'));
    const before = filesIn(releases());
    const written = writeRelease(shop, releases(), options);
    expect(written).toMatchObject({ version: 'v1', isNew: false });
    expect(written.message).toMatch(/^releases\/shop\/v1 .*holds exactly this.*nothing was written$/);
    expect(filesIn(releases())).toEqual(before);
  });
});

describe('what cannot be released', () => {
  const withForm = (form: Parameters<typeof productionForm>[0]): StackDefinition => ({
    id: 'odd',
    title: 'Odd',
    source: 'tests',
    production: productionForm(form),
  });
  const worker = (image: string) => (scope: ConstructorParameters<typeof Worker>[0]) => {
    new Worker(scope, 'web', { replicas: 1, containers: [{ image }] });
  };

  test.each<[string, StackDefinition, string]>([
    ['a stack of lessons', { ...shop, production: undefined }, 'stack shop has no production form'],
    [
      'a parameter with a name of ours',
      withForm({ parameters: { environment: text({ description: '' }) }, build: worker('a:1') }),
      "stack odd: a parameter of a release must not be called 'environment'",
    ],
    [
      'a number inside text',
      withForm({
        parameters: { count: integer({ description: '' }) },
        build: (scope, { count }) => {
          new ConfigFiles(scope, 'web', { entries: { text: `count = ${String(count)}` } });
        },
      }),
      "web-configmap.yaml: data.text: only text parameters may stand inside text, got 'count = [object Object]'",
    ],
    [
      'text that looks like a placeholder',
      withForm({ parameters: { tag: text({ description: '' }) }, build: worker('a:{{tga}}') }),
      "web-deployment.yaml: spec.template.spec.containers[0].image: unknown placeholder '{{tga}}'; did you mean 'tag'?",
    ],
    [
      'a Secret value that is computed from the password',
      withForm({
        parameters: { on: flag({ description: '' }) },
        build: (scope) => {
          new RequiredSecret(scope, 's', { keys: { hash: { derived: (password) => String(password.length) } } });
        },
      }),
      "template/odd/s: 'keys.hash.derived' must only put the password into a text",
    ],
  ])('%s', (_what, stack, message) => {
    expect(() => writeRelease(stack, releases())).toThrow(message);
    expect(filesIn(releases())).toEqual({});
  });

  test.each([
    [{ version: '1.0' }, "a version must be v1, v2, ..., got '1.0'"],
    [{ version: 'v0' }, "a version must be v1, v2, ..., got 'v0'"],
    [{ defaults: { tga: '1.0.0' } }, "stack shop: unknown parameter 'tga'; did you mean 'tag'?"],
    [{ defaults: { replicas: 0 } }, "default of parameter 'replicas' must be a whole number from 1 up to 100, got 0"],
  ])('with %j', (options, message) => {
    expect(() => writeRelease(shop, releases(), options)).toThrow(message);
  });

  test('an interrupted attempt does not hinder the next', () => {
    mkdirSync(join(releases(), 'shop', '.writing-1'), { recursive: true });
    expect(writeRelease(shop, releases()).version).toBe('v1');
  });
});
