import { toYaml } from './yaml';

/** Name of the file: without an extension, so that `kubectl apply -R -f` passes it by and `-k` finds it. */
export const KUSTOMIZATION = 'Kustomization';

/** A Kustomization over files and folders of its own folder. */
export function kustomization(resources: readonly string[], comment?: string): string {
  const note = comment === undefined ? '' : `# ${comment}\n`;
  return (
    note +
    toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [...resources].sort() })
  );
}

/**
 * Kustomizations for every folder from `root` on that holds one of `files`: each lists its files and the folders in
 * it. `chosen` names, for single folders, what is listed instead of everything, and why.
 */
export function kustomizationsBelow(
  root: string,
  files: Iterable<string>,
  chosen: ReadonlyMap<string, { readonly resources: readonly string[]; readonly comment: string }>,
): Map<string, string> {
  const entries = new Map<string, Set<string>>([[root, new Set()]]);
  for (const file of files) {
    for (let child = file; child !== root;) {
      const end = child.lastIndexOf('/');
      const folder = child.slice(0, end);
      const name = child.slice(end + 1);
      const known = entries.get(folder);
      // Where the child is known already, so is everything above it.
      if (known?.has(name) === true) break;
      if (known === undefined) entries.set(folder, new Set([name]));
      else known.add(name);
      child = folder;
    }
  }
  return new Map(
    [...entries].map(([folder, names]) => {
      const choice = chosen.get(folder);
      return [`${folder}/${KUSTOMIZATION}`, kustomization(choice?.resources ?? [...names], choice?.comment)];
    }),
  );
}
