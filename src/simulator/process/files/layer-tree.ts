import type { FileDefinition, FileLayer } from '../file-layer';

/** What a layer has at one path. */
export interface LayerNode {
  /** Absent for a directory that is only on the way to other paths. */
  readonly definition?: FileDefinition;
  /** Absent for what is no directory, or an empty one. */
  readonly children?: ReadonlyMap<string, LayerNode>;
}

interface GrowingNode {
  definition?: FileDefinition;
  children?: Map<string, GrowingNode>;
}

const trees = new WeakMap<FileLayer, LayerNode>();

const isDirectory = ({ definition }: LayerNode): boolean =>
  definition === undefined || definition.type === 'directory' || definition.type === 'dynamicDirectory';

/** Names on the way from `/` to a path. */
export const segmentsOf = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.');

/** A layer as a tree: made once, for all containers that have it. */
export function treeOf(layer: FileLayer): LayerNode {
  const known = trees.get(layer);
  if (known !== undefined) return known;
  const root: GrowingNode = {};
  for (const [path, definition] of Object.entries(layer)) {
    let node = root;
    for (const name of segmentsOf(path)) {
      node.children ??= new Map();
      const next = node.children.get(name) ?? {};
      node.children.set(name, next);
      node = next;
    }
    node.definition = definition;
  }
  trees.set(layer, root);
  return root;
}

/**
 * What several layers have under one name, the topmost first: one node that is no directory, or directories that are seen
 * as one. A file hides all below it, and a directory hides a file.
 */
export function nodesNamed(layers: readonly LayerNode[], name: string): readonly LayerNode[] {
  const found: LayerNode[] = [];
  for (const { children } of layers) {
    const node = children?.get(name);
    if (node === undefined) continue;
    if (!isDirectory(node)) return found.length === 0 ? [node] : found;
    found.push(node);
  }
  return found;
}
