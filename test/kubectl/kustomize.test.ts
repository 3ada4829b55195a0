import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { synthesize } from '../../src';
import { workshopProgram } from '../../src/workshop/program';
import type { Manifest } from '../../src/workshop/synthesis';
import type { OutputIndex } from '../../src/workshop/synthesis/output-index';
import { describeWithKubectl } from '../support/real-kubectl';

/** Starting kubectl some hundred times takes as long as the machine's cores let it. */
const MINUTES_2 = 120_000;

const { environments, stacks } = workshopProgram;
const namesOf = (form: 'lessons' | 'production'): string[] =>
  environments.filter((environment) => environment.form === form).map(({ name }) => name);

/** Folders that kubectl is given, and the folder whose objects it must answer with. */
const cases = [
  ...namesOf('production').map((environment) => ({ folder: environment, holds: environment })),
  ...namesOf('lessons').flatMap((environment) =>
    stacks.flatMap(({ id, lessons = [] }) => {
      if (lessons.length === 0) return [];
      const stack = `${environment}/${id}`;
      const stages = lessons.flatMap(({ stage }) => (stage === undefined ? [] : [`${stack}/${stage}`]));
      const main = lessons.find(({ isMain }) => isMain) ?? lessons.at(-1);
      const holds = main?.stage === undefined ? stack : `${stack}/${main.stage}`;
      return [{ folder: stack, holds }, ...stages.map((stage) => ({ folder: stage, holds: stage }))];
    }),
  ),
];

const out = mkdtempSync(join(tmpdir(), 'workshop-stacks-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(out, path), 'utf8');
const nameOf = ({ apiVersion, kind, metadata }: Manifest): string =>
  [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
const byName = (manifests: readonly Manifest[]): Manifest[] =>
  [...manifests].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));

/** The objects that the index names below `folder`, as their files have them. */
function writtenBelow(folder: string): Manifest[] {
  const index = JSON.parse(read(`${folder.split('/')[0]}.index.json`)) as OutputIndex;
  const files = Object.values(index.stacks).flatMap(({ objects }) => objects.map(({ file }) => file));
  return files.filter((file) => file.startsWith(`${folder}/`)).map((file) => parse(read(file)) as Manifest);
}

describeWithKubectl('kubectl kustomize', (kubectl) => {
  const built = new Map<string, Manifest[]>();
  const sharedNamespaces = namesOf('lessons');

  beforeAll(async () => {
    synthesize(workshopProgram, { out });
    const folders = [...cases.map(({ folder }) => folder), ...sharedNamespaces];
    const answers = await kubectl.answers(folders.map((folder) => ['kustomize', join(out, folder)]));
    for (const [index, folder] of folders.entries()) {
      const documents = parseAllDocuments(answers[index] as string);
      built.set(
        folder,
        documents.map((document) => document.toJS() as Manifest),
      );
    }
  }, MINUTES_2);

  test.each(cases)(
    'builds $folder, with exactly the objects that the index names below $holds',
    ({ folder, holds }) => {
      const expected = writtenBelow(holds);
      expect(expected).not.toEqual([]);
      expect(byName(built.get(folder) as Manifest[])).toEqual(byName(expected));
    },
  );

  test.each(sharedNamespaces)('builds %s, with every namespace of its stages once', (environment) => {
    const namespaces = writtenBelow(environment).filter(({ kind }) => kind === 'Namespace');
    const names = new Set(namespaces.map(({ metadata }) => metadata.name));
    expect(
      (built.get(environment) as Manifest[]).map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
    ).toEqual([...names].map((name) => `Namespace/${name}`).sort());
  });
});
