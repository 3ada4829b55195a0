import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckedStack } from '../../check';
import type { Manifest } from '../../simulator';
import { UsageError } from '../failure';
import { loadCheck, loadSimulator } from '../load';
import { made, type PreparedSet } from './checked-sets';
import { manifestFiles } from './manifest-files';

/** What is checked as one when nobody gives it a name. */
const FOREIGN = { name: 'manifests', namespace: 'default' } as const;

/** Standard input as a path. */
const STDIN = '-';

/** Files that say how a folder is built. Source: kustomize, api/konfig `RecognizedKustomizationFileNames`. */
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Where helm says when an object is applied. Source: Helm documentation, Chart Hooks. */
const HOOK = 'helm.sh/hook';

/** Hooks that an installation applies as well. */
const AT_INSTALLATION = ['pre-install', 'post-install', 'crd-install'];

/** Hooks of an object that no installation applies: tests, deletions. @returns undefined for all others. */
function otherHooks({ object: { metadata } }: Manifest): string | undefined {
  const hooks = (metadata.annotations?.[HOOK] ?? '')
    .split(',')
    .map((hook) => hook.trim())
    .filter((hook) => hook !== '');
  return hooks.length === 0 || hooks.some((hook) => AT_INSTALLATION.includes(hook)) ? undefined : hooks.join(', ');
}

/** A folder that is built from others: its files may say the same object twice, or say half of it. */
function kustomizeNotes(path: string): string[] {
  const found = path === STDIN ? undefined : KUSTOMIZATIONS.find((name) => existsSync(join(path, name)));
  if (found === undefined) return [];
  return [`${join(path, found)} was not followed: kustomize build ${path} | workshop check -`];
}

function sources(path: string): ReturnType<typeof manifestFiles> {
  if (path === STDIN) return [{ file: 'standard input', text: readFileSync(0, 'utf8') }];
  try {
    return manifestFiles(path);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UsageError(`there is no file or folder '${path}'`);
    }
    throw error;
  }
}

/**
 * Manifests of a file, a folder, or standard input. What helm applies at another time than the installation is left out.
 *
 * @param generatesSecrets - whether Secrets that they refer to and do not hold are made up
 * @throws UsageError for a path that cannot be read, or holds nothing.
 */
export function foreignSet(path: string, generatesSecrets: boolean): PreparedSet {
  const { manifests: read, problems } = loadSimulator().readManifests(sources(path));
  if (read.length === 0 && problems.length === 0) throw new UsageError(`'${path}' holds no manifests`);
  const manifests = read.filter((manifest) => otherHooks(manifest) === undefined);
  const leftOut = read.flatMap((manifest) => {
    const hooks = otherHooks(manifest);
    const { kind, metadata } = manifest.object;
    return hooks === undefined
      ? []
      : [`${kind} ${metadata.name ?? ''} was left out: helm applies it for ${hooks} only`];
  });
  const secrets = generatesSecrets ? loadCheck().secretsWanted(manifests) : [];
  const generated = secrets.map(({ namespace, ...secret }) =>
    made({ ...secret, namespace: namespace ?? FOREIGN.namespace, users: [], isWritten: false }, FOREIGN.namespace),
  );
  const all = [...generated.map(({ manifest }) => manifest), ...manifests];
  const stack: CheckedStack = { ...FOREIGN, name: path === STDIN ? FOREIGN.name : path, manifests: all, problems };
  return {
    set: { name: stack.name, stacks: [stack] },
    generatedSecrets: generated.map((each) => each.generated),
    leftOut: [...kustomizeNotes(path), ...leftOut],
  };
}
