import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All images that the manifests below a folder name, each once, sorted; placeholders are no images. */
export function manifestImages(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  const images = lines.flatMap((line) => /^[\s-]*image:\s*["']?([^"'\s#]+)/.exec(line)?.[1] ?? []);
  return [...new Set(images)].filter((image) => !/[$<]/.test(image)).sort();
}
