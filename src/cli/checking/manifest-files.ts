/** Manifests from the disk, for `workshop check` and for tests (`workshop-stacks/testing/files`). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestSource } from '../../simulator';

/** Files that kubectl reads. Source: Kubernetes 1.36, cli-runtime/pkg/resource/builder.go `FileExtensions`. */
const EXTENSIONS = /\.(ya?ml|json)$/;

/** Files that lie beside manifests and are none: what kustomize reads, and the index of an environment. */
const NO_MANIFESTS = /(^|[\\/])(kustomization\.ya?ml|[^\\/]+\.index\.json)$/;

const isHidden = (path: string): boolean => path.split(/[\\/]/).some((part) => part.startsWith('.'));

/**
 * The manifests of files and folders; of a folder all that lies below it, by name, without Kustomizations and hidden
 * files.
 *
 * @throws Error of the file system for a path that cannot be read, RangeError for a folder without manifests.
 */
export function manifestFiles(...paths: readonly string[]): readonly ManifestSource[] {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [{ file: path, text: readFileSync(path, 'utf8') }];
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => EXTENSIONS.test(file) && !NO_MANIFESTS.test(file) && !isHidden(file))
      .sort();
    if (files.length === 0) throw new RangeError(`'${path}' holds no manifests: no .yaml, .yml or .json below it`);
    return files.map((file) => ({ file: join(path, file), text: readFileSync(join(path, file), 'utf8') }));
  });
}
