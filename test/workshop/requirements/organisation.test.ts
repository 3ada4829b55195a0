import { dirname } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { Component, type StackDefinition, WebService } from '../../../src';
import { workshopProgram } from '../../../src/workshop/program';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';
import { lessons, production, shop } from '../../support/sample-program';
import { filesBelow } from '../../support/source-files';
import { readFileSync } from 'node:fs';
import { allSets, builtIn, environmentRunning, lessonObjects, treeOf } from '../../support/whole-program';

const isObjectFile = (path: string): boolean => path.endsWith('.yaml');

/** Paths of the files by which two trees differ. */
function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.filter((path) => before.get(path) !== after.get(path)).sort();
}

test('IAC-01: the same sources give the same bytes', () => {
  const first = treeOf(allSets());
  const second = treeOf(buildSets(workshopProgram));
  expect(first.size).toBeGreaterThan(workshopProgram.stacks.length);
  expect([...second]).toEqual([...first]);
});

test('IAC-01: all that a Kustomization names is a file or folder of the tree', () => {
  const tree = treeOf(allSets());
  const folders = new Set([...tree.keys()].map((path) => dirname(path)));
  for (const [path, text] of tree) {
    if (!path.endsWith('/Kustomization')) continue;
    const { resources } = parse(text) as { readonly resources: readonly string[] };
    const named = resources.map((name) => `${dirname(path)}/${name}`);
    expect(named.filter((name) => !tree.has(name) && !folders.has(name))).toEqual([]);
  }
});

test('IAC-01: synthesis opens no connection', () => {
  const modules = filesBelow('src/workshop').filter((path) => path.endsWith('.ts'));
  const connecting = modules.filter((path) =>
    /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns)'|\bfetch\(/.test(readFileSync(path, 'utf8')),
  );
  expect(modules).not.toEqual([]);
  expect(connecting).toEqual([]);
});

test('IAC-02: every file holds exactly one object', () => {
  const files = [...treeOf(allSets())].filter(([path]) => isObjectFile(path));
  const wrong = files.filter(([, text]) => {
    const documents = parseAllDocuments(text).map((document) => document.toJS() as { kind?: string });
    return documents.length !== 1 || documents[0]?.kind === undefined;
  });
  expect(files).not.toEqual([]);
  expect(wrong.map(([path]) => path)).toEqual([]);
});

test.each([
  { folder: 'workshop/sleepy', files: ['sleepy-deployment.yaml', 'sleepy-svc-service.yaml'] },
  {
    folder: 'workshop/voting-replicasets/01-before',
    files: [
      'redis-service.yaml',
      'result-service.yaml',
      'results-replicaset.yaml',
      'vote-service.yaml',
      'voter-replicaset.yaml',
    ],
  },
])('IAC-02: what the text gives in one file is split in $folder', ({ folder, files }) => {
  const inFolder = [...treeOf(allSets()).keys()].filter((path) => path.startsWith(`${folder}/`) && isObjectFile(path));
  expect(inFolder.map((path) => path.slice(folder.length + 1))).toEqual(files);
});

test('IAC-02: the 19 objects of Contour are 19 files', () => {
  const clusterWide = ['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding'];
  const contour = lessonObjects('kuar-ingress').filter(
    ({ kind, metadata }) => metadata.namespace === 'projectcontour' || clusterWide.includes(kind),
  );
  expect(contour).toHaveLength(19);
});

test('IAC-03: file names carry name and kind; the group only where two kinds have one name', () => {
  const files = [...treeOf(allSets())].filter(([path]) => isObjectFile(path));
  const wrong = files.filter(([path, text]) => {
    const { kind, metadata } = parse(text) as { kind: string; metadata: { name: string } };
    const stem = `${dirname(path)}/${metadata.name.replace(/[^A-Za-z0-9._-]/g, '_')}-${kind.toLowerCase()}`;
    if (path === `${stem}.yaml`) return false;
    const sharing = files.filter(([other]) => other.startsWith(`${stem}.`));
    return !path.startsWith(`${stem}.`) || sharing.length < 2;
  });
  expect(wrong.map(([path]) => path)).toEqual([]);
});

/** A stack with a part, in a folder of its own, for each name. */
const inParts = (names: readonly string[]): StackDefinition => ({
  id: 'parts',
  title: 'Parts',
  source: 'tests',
  lessons: [
    {
      summary: 'A folder for each part',
      build: (scope) => {
        for (const name of names) {
          new WebService(new Component(scope, name), name, { port: 80, containers: [{ image: 'web', ports: [80] }] });
        }
      },
    },
  ],
});

test('IAC-04: a new component is a new folder, and no object elsewhere changes', () => {
  const before = treeOf(buildSets({ stacks: [inParts(['frontend', 'queue'])], environments: [lessons] }));
  const after = treeOf(buildSets({ stacks: [inParts(['frontend', 'backend', 'queue'])], environments: [lessons] }));
  const folder = 'lessons/parts/backend';
  const differing = changed(before, after);
  expect(differing.filter(isObjectFile)).toEqual([
    `${folder}/backend-deployment.yaml`,
    `${folder}/backend-service.yaml`,
  ]);
  // Around the folder only the lists of contents name the newcomer.
  const lists = ['lessons.index.json', 'lessons/parts/Kustomization'];
  expect(differing.filter((path) => !path.startsWith(`${folder}/`))).toEqual(lists);
});

test('IAC-04: frontend-layout has a folder for each of its parts', () => {
  const folders = [...treeOf(allSets()).keys()]
    .filter((path) => path.startsWith('workshop/frontend-layout/') && isObjectFile(path))
    .map((path) => path.split('/')[2]);
  expect([...new Set(folders)]).toEqual(['frontend', 'service-1', 'service-2']);
});

test('IAC-05: no file holds what only a cluster sets', () => {
  const set = [
    'uid',
    'resourceVersion',
    'creationTimestamp',
    'selfLink',
    'generation',
    'managedFields',
    'ownerReferences',
  ];
  const objects = allSets().flatMap((one) => one.objects.map(({ manifest }) => ({ set: one, manifest })));
  const wrong = objects.filter(({ manifest }) => set.some((field) => field in manifest.metadata));
  const withStatus = objects.filter(({ manifest }) => 'status' in manifest);
  expect(wrong).toEqual([]);
  // The one object that Kubernetes must refuse keeps everything that the text's dump of a Deployment has.
  expect(withStatus.map((one) => one.set.stage)).toEqual(['04-daemonset-cast-invalid']);
});

test('IAC-05: a changed number is one changed line', () => {
  const linesWith = (replicas: number): string[] =>
    [...treeOf(buildSets({ stacks: [shop], environments: [production('live', { replicas })] }))].flatMap(
      ([path, text]) => text.split('\n').map((line) => `${path}: ${line}`),
    );
  const [two, three] = [linesWith(2), linesWith(3)];
  expect(two.filter((line, index) => line !== three[index])).toEqual([
    'live/shop/front/web-deployment.yaml:   replicas: 2',
  ]);
  expect(three).toHaveLength(two.length);
});

test('IAC-06: a feature that is turned on changes configuration, and no image', () => {
  const [off, on] = [false, true].map((newCheckout) =>
    treeOf(builtIn(environmentRunning('frontend-layout', { newCheckout }), 'frontend-layout')),
  ) as [Map<string, string>, Map<string, string>];
  expect(changed(off, on).filter(isObjectFile)).toEqual(['elsewhere/frontend-layout/frontend/frontend-configmap.yaml']);
});
