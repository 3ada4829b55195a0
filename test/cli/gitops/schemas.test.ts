import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyManifests, createCluster, readManifests } from '../../../src/simulator';
import { gitops } from './written-objects';

const CRDS = join(__dirname, 'crds');

/** A cluster that knows the kinds of Argo CD and Flux, as far as we write them: a field that they do not have is refused. */
function clusterWithTools(): (text: string) => string[] {
  const cluster = createCluster({ profile: 'plain', nodes: 1 });
  const apply = (text: string): string[] => {
    const { manifests, problems } = readManifests([{ file: 'objects.yaml', text }]);
    const applied = applyManifests(cluster.handle, manifests, { wait: () => cluster.advance('1s') });
    return [
      ...problems.map(({ message }) => message),
      ...applied.map(({ kind, name, outcome, message, warnings }) =>
        [kind, name, outcome, message, ...warnings].filter((part) => part !== undefined).join(' '),
      ),
    ];
  };
  const definitions = readdirSync(CRDS).map((file) => readFileSync(join(CRDS, file), 'utf8'));
  const namespaces = ['argocd', 'flux-system'].map(
    (name) => `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}}}\n`,
  );
  const made = apply([...definitions, ...namespaces].join('---\n'));
  expect(made.filter((line) => !line.endsWith(' created'))).toEqual([]);
  return apply;
}

/** What a cluster says of the name that Argo CD gave its finalizer, before names had a path. */
const OLD_NAME =
  /^Application \S+ created metadata\.finalizers: "resources-finalizer\.argocd\.argoproj\.io": prefer a /;

test.each([
  { tool: 'argocd', words: [], count: 12 },
  { tool: 'argocd', words: ['--rolling', '--auto-sync', '--delete-claims'], count: 7 },
  { tool: 'argocd', words: ['--rolling'], count: 7 },
  { tool: 'argocd', words: ['--auto-sync', '--delete-claims', '--cluster', 'dev=https://10.1.2.3:6443'], count: 12 },
  { tool: 'flux', words: ['--env', 'dev,canary'], count: 40 },
  { tool: 'flux', words: ['--env', 'dev', '--auto-sync', '--delete-claims', '--repo-secret', 'git'], count: 20 },
])('$tool $words: the definitions of the tool take all objects, field by field', async ({ tool, words, count }) => {
  const apply = clusterWithTools();
  const lines = apply((await gitops(tool, ...words)).out);
  expect(lines.filter((line) => !line.endsWith(' created') && !OLD_NAME.test(line))).toEqual([]);
  expect(lines).toHaveLength(count);
});

test.each([
  { tool: 'argocd', from: 'repoURL:', to: 'repoUrl:' },
  { tool: 'argocd', from: 'selfHeal: true', to: 'selfHeal: yes please' },
  { tool: 'flux', from: 'prune: true', to: 'prunes: true' },
  { tool: 'flux', from: 'deletionPolicy: MirrorPrune', to: 'deletionPolicy: Never' },
  { tool: 'flux', from: 'url: https:', to: 'url: file:' },
])('$tool: $to in place of $from is refused', async ({ tool, from, to }) => {
  const apply = clusterWithTools();
  const { out } = await gitops(tool, '--env', 'dev');
  expect(out).toContain(from);
  expect(apply(out.replace(from, to)).filter((line) => / error /.test(line))).toHaveLength(1);
});
