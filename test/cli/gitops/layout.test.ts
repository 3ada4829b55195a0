import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { synthesize } from '../../../src';
import { workshopProgram } from '../../../src/workshop/program';
import type { Manifest } from '../../../src/workshop/synthesis';
import { describeWithKubectl } from '../../support/real-kubectl';
import { filesIn } from '../../support/temporary-folder';
import { theOnly, type WrittenObject, written } from './written-objects';

const out = mkdtempSync(join(tmpdir(), 'workshop-gitops-test-'));
beforeAll(() => void synthesize(workshopProgram, { out }));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const ENVIRONMENTS = workshopProgram.environments.filter(({ form }) => form === 'production').map(({ name }) => name);

const nameOf = ({ apiVersion, kind, metadata }: Manifest): string =>
  [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
const byName = (objects: readonly Manifest[]): Manifest[] =>
  [...objects].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
const documentsIn = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest);

/** What Argo CD reads of a folder. Source: Argo CD 3.6, reposerver/repository/repository.go `manifestFile`. */
const READ_BY_ARGO = /\.(yaml|yml|json|jsonnet)$/;

describe('the output is used as it is', () => {
  test.each(ENVIRONMENTS)('%s: a recursive folder of Argo CD holds manifests only, each object once', (environment) => {
    const read = Object.entries(filesIn(join(out, environment))).filter(([path]) => READ_BY_ARGO.test(path));
    const objects = read.flatMap(([, text]) => documentsIn(text));
    for (const { apiVersion, kind, metadata } of objects) {
      expect([apiVersion, kind, metadata.name].every((each) => typeof each === 'string')).toBe(true);
      expect(apiVersion).not.toMatch(/kustomize/);
    }
    expect(new Set(objects.map(nameOf)).size).toBe(objects.length);
    expect(objects.length).toBeGreaterThan(50);
  });

  test('every folder that a Kustomization of Flux names has one of kustomize, so that none is generated', async () => {
    const objects = (await written('flux')).filter(({ kind }) => kind === 'Kustomization');
    for (const { spec } of objects) {
      const folder = join(out, (spec['path'] as string).replace(/^\.\/dist\//, ''));
      expect(existsSync(join(folder, 'Kustomization'))).toBe(true);
    }
    expect(objects).toHaveLength(ENVIRONMENTS.length * 19);
  });

  test('together, the Kustomizations of an environment name every manifest once', async () => {
    const objects = (await written('flux', '--env', 'staging')).filter(({ kind }) => kind === 'Kustomization');
    const folders = objects.map(({ spec }) => (spec['path'] as string).replace(/^\.\/dist\//, ''));
    const files = Object.keys(filesIn(join(out, 'staging'))).filter((path) => path.endsWith('.yaml'));
    const holders = files.map((file) => folders.filter((folder) => `staging/${file}`.startsWith(`${folder}/`)));
    expect(holders.filter(({ length }) => length !== 1)).toEqual([]);
  });
});

/** Annotations that keep an object, by tool. */
const KEPT = {
  argocd: ['argocd.argoproj.io/sync-options', 'Prune=false,Delete=false'],
  flux: ['kustomize.toolkit.fluxcd.io/prune', 'disabled'],
} as const;

/** Folder below the output, and patches for it, that a tool hands to kustomize. */
function builds(tool: keyof typeof KEPT, objects: readonly WrittenObject[]): { folder: string; patches: unknown }[] {
  if (tool === 'flux') {
    return objects
      .filter(({ kind }) => kind === 'Kustomization')
      .map(({ spec }) => ({ folder: (spec['path'] as string).replace('./dist/', ''), patches: spec['patches'] }));
  }
  const { source } = theOnly(objects, 'Application').spec as {
    readonly source: { readonly path: string; readonly kustomize: { readonly patches: unknown } };
  };
  return [{ folder: source.path.replace(/^dist\//, ''), patches: source.kustomize.patches }];
}

/** Objects that keep data: claims, and namespaces in which there are some or a StatefulSet asks for some. */
function keepers(objects: readonly Manifest[]): Set<string> {
  const keeping = objects.filter((object) => {
    const { spec } = object as unknown as { readonly spec?: { readonly volumeClaimTemplates?: unknown } };
    return object.kind === 'PersistentVolumeClaim' || spec?.volumeClaimTemplates !== undefined;
  });
  const namespaces = new Set(keeping.map(({ metadata }) => metadata.namespace));
  const kept = objects.filter(
    ({ kind, metadata }) => kind === 'PersistentVolumeClaim' || (kind === 'Namespace' && namespaces.has(metadata.name)),
  );
  return new Set(kept.map(nameOf));
}

describeWithKubectl('kustomize, as the tools call it', (kubectl) => {
  test.each(Object.keys(KEPT) as (keyof typeof KEPT)[])(
    '%s: builds exactly the objects of the output; those that keep data are kept',
    async (tool) => {
      const environment = 'production-eastus';
      const wanted = Object.entries(filesIn(join(out, environment)))
        .filter(([path]) => path.endsWith('.yaml'))
        .flatMap(([, text]) => documentsIn(text));
      const parts = builds(tool, await written(tool, '--env', environment));
      const built = await Promise.all(
        parts.map(async ({ folder, patches }) => {
          // Argo CD and Flux write their patches into the Kustomization that they found.
          const file = join(out, folder, 'Kustomization');
          const before = readFileSync(file, 'utf8');
          writeFileSync(
            file,
            stringify({ ...(parse(before) as object), ...(patches === undefined ? {} : { patches }) }),
          );
          try {
            const [text = ''] = await kubectl.answers([['kustomize', dirname(file)]]);
            return documentsIn(text);
          } finally {
            writeFileSync(file, before);
          }
        }),
      );
      const kept = keepers(wanted);
      const [key, value] = KEPT[tool];
      const annotated = wanted.map((object) =>
        kept.has(nameOf(object))
          ? {
              ...object,
              metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [key]: value } },
            }
          : object,
      );
      expect(kept.size).toBeGreaterThan(10);
      expect(kept.size).toBeLessThan(wanted.length / 2);
      expect(byName(built.flat())).toEqual(byName(annotated));
    },
    120_000,
  );
});
