import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { parse } from 'yaml';
import { commands } from '../src/cli/commands';
import { usageOf } from '../src/cli/help-text';
import { readArguments } from '../src/cli/options';
import { Probe, type WebService } from '../src/workshop/constructs';
import type { ProductionEnvironment } from '../src/workshop/environments';
import { workshopProgram } from '../src/workshop/program';
import type { StackDefinition } from '../src/workshop/stacks';
import { buildSets, judge } from '../src/workshop/synthesis';
import { lintTexts } from './support/lint';
import { synthesizeChart } from './support/manifests';
import { filesBelow, ROOT } from './support/source-files';
import { exportsOf, typeErrorsOf, type VirtualModule } from './support/virtual-modules';
import { lessonEnvironment, stackCalled, treeOf } from './support/whole-program';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Texts of the code blocks in a language; '' is a block that names none. */
const blocksOf = (language: string): string[] =>
  [...README.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);

/** The TypeScript of the README; its first line says which file it would be. */
const modules = blocksOf('ts').map((text): VirtualModule => ({ path: /^\/\/ (\S+)\n/.exec(text)?.[1] ?? '', text }));

function moduleAt(path: string): Record<string, unknown> {
  const found = modules.find((module) => module.path === path);
  if (found === undefined) throw new Error(`README.md shows no ${path}, but ${modules.map((module) => module.path)}`);
  return exportsOf(found);
}

const { hello } = moduleAt('src/workshop/stacks/hello/index.ts') as { hello: StackDefinition };
const { preview } = moduleAt('src/workshop/environments/preview.ts') as { preview: ProductionEnvironment };
const { PublicWeb } = moduleAt('src/workshop/constructs/public-web.ts') as {
  PublicWeb: new (scope: Construct, id: string, props: object) => WebService;
};

describe('what the README adds', () => {
  test('is three files, in TypeScript that the compiler and lint accept', () => {
    expect(modules).toHaveLength(3);
    expect(typeErrorsOf(modules)).toEqual([]);
    expect(lintTexts(modules).flat()).toEqual([]);
  }, 60_000);

  test.each([
    { settings: undefined, replicas: 2 },
    { settings: { replicas: 1 }, replicas: 1 },
  ])('its stack with $settings is a valid one of $replicas Pods', ({ settings, replicas }) => {
    const dev = { ...preview, name: 'dev', stage: 'Development', stacks: { hello: settings ?? {} } } as const;
    const sets = buildSets({ stacks: [hello], environments: [dev] });
    expect(judge(sets)).toEqual([]);
    expect([...treeOf(sets).keys()]).toContain('dev/hello/hello-deployment.yaml');
    const deployment = sets[0]?.objects.find(({ manifest }) => manifest.kind === 'Deployment');
    expect(deployment?.manifest).toMatchObject({ spec: { replicas } });
  });

  test('its environment is a valid one', () => {
    const sets = buildSets({ ...workshopProgram, environments: [preview] });
    expect(judge(sets)).toEqual([]);
    expect(sets.map(({ stack }) => stack.id)).toEqual(Object.keys(preview.stacks));
  });

  test('its construct is a web service behind an Ingress with TLS', () => {
    const { objects } = synthesizeChart((scope) => {
      const health = { readiness: Probe.http('/', 80) };
      new PublicWeb(scope, 'shop', {
        host: 'shop.example.com',
        port: 80,
        replicas: 2,
        containers: [{ image: 'registry.example.com/shop:1.0.0', ports: [80], health }],
      });
    });
    const ingress = objects.find(({ manifest }) => manifest.kind === 'Ingress');
    expect(ingress?.manifest).toMatchObject({
      spec: {
        rules: [{ host: 'shop.example.com' }],
        tls: [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }],
      },
    });
  });
});

describe('what the README shows', () => {
  const words = [...README.matchAll(/npx workshop ([\w-]+)[^\n`]*/g)];
  const shown = words.map(([line, name = '']) => ({ line: line.trim(), name }));

  test('every file of the output is written', () => {
    const paths = [...README.matchAll(/^dist\/(\S+)/gm)].map(([, path = '']) => path);
    const tree = treeOf(buildSets(workshopProgram));
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !tree.has(path))).toEqual([]);
  });

  test('every folder to apply is written', () => {
    const folders = [...README.matchAll(/^kubectl apply -R -f dist\/(\S+)$/gm)].map(([, path = '']) => path);
    const written = [...treeOf(buildSets(workshopProgram)).keys()];
    expect(folders).not.toEqual([]);
    expect(folders.filter((folder) => !written.some((path) => path.startsWith(`${folder}/`)))).toEqual([]);
  });

  test('every command is one, with options that it has', () => {
    expect(new Set(shown.map(({ name }) => name))).toEqual(new Set(commands.map(({ name }) => name)));
    for (const { line, name } of shown) {
      const command = commands.find((candidate) => candidate.name === name);
      const known = command === undefined ? '' : usageOf(command);
      for (const [option] of line.matchAll(/(?<=[[ ])--?[a-z]+/g)) expect(known).toMatch(new RegExp(`${option}\\b`));
    }
  });

  test('every script is in package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...README.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('every link leads somewhere', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path.replace(/\/$/, ''));
    const files = filesBelow('');
    expect(links.filter((link) => !files.some((path) => path === link || path.startsWith(`${link}/`)))).toEqual([]);
  });

  test('the workflow compares the manifests of a project with what its program makes', () => {
    const workflow = parse(blocksOf('yaml').find((block) => block.includes('jobs:')) ?? '') as {
      jobs: { manifests: { steps: { run?: string }[] } };
    };
    const last = workflow.jobs.manifests.steps.at(-1)?.run?.split(' ') ?? [];
    const synth = commands.find(({ name }) => name === 'synth');
    expect(last.slice(0, 3)).toEqual(['npx', 'workshop', 'synth']);
    expect(readArguments(last.slice(3), synth as never).flag('check')).toBe(true);
  });

  test('the finding about a forgotten Service is what synthesis says', () => {
    const stack = stackCalled('dockercoins');
    const sets = buildSets({ stacks: [stack], environments: [lessonEnvironment] });
    const beforeServices = sets.filter(({ stage }) => stage === '01-deployments');
    const messages = judge(beforeServices.map((set) => ({ ...set, expects: [] }))).map(({ message }) => message);
    const quoted = /`(connects to [^`]+)`/.exec(README)?.[1]?.replace(/\s+/g, ' ') ?? 'no quotation';
    expect(messages.filter((message) => message.includes(quoted))).not.toEqual([]);
  });
});
