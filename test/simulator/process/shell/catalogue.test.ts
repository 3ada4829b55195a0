import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { parseScript } from '../../../../src/simulator/process/shell';
import { describeWithShared } from '../../../support/shared';

interface Step {
  readonly run?: string;
  readonly modern?: string;
}

interface Catalogue {
  readonly exercises: readonly { readonly id: string; readonly steps?: readonly Step[] }[];
}

/** Files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Scripts of `sh -c` and of ConfigMaps in a document. */
function scriptsIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [program, flag, script] = value as unknown[];
    const isShell = typeof program === 'string' && /^(?:\/bin\/)?(?:ba)?sh$/.test(program) && flag === '-c';
    return isShell && typeof script === 'string' ? [script] : value.flatMap(scriptsIn);
  }
  if (typeof value === 'string') return value.startsWith('#!/bin/bash') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scriptsIn) : [];
}

/** A line that is typed; `<placeholders>` of the texts are names. */
const typed = (line: string): string => line.replace(/<[A-Za-z/][\w ./-]*>/g, 'placeholder');

/** Lines that are not of a shell: prompts of other programs, and remarks. */
const isForeign = (line: string): boolean => /^\s*(?:>>>|rs\.|rd[ .]|import )/.test(line);

describeWithShared('command lines of the workshops', (folder) => {
  const catalogue = parse(readFileSync(join(folder, 'workshop', 'catalogue.yaml'), 'utf8')) as Catalogue;
  const commands = catalogue.exercises.flatMap(({ id, steps = [] }) =>
    steps.flatMap(({ run, modern }) =>
      [run, modern].flatMap((text) => (text === undefined ? [] : [{ id, text: typed(text) }])),
    ),
  );

  test('there are many', () => {
    expect(commands.length).toBeGreaterThan(400);
  });

  test.each(commands)('$id: $text', ({ text }) => {
    const lines = text.split('\n').filter((line) => !isForeign(line));
    expect(parseScript(lines.join('\n'), 'bash').length).toBeGreaterThan(lines.length > 0 ? 0 : -1);
  });

  const manifests = filesBelow(join(folder, 'workshop', 'manifests')).filter((path) => /\.ya?ml$/.test(path));
  const inManifests = manifests.flatMap((path) =>
    parseAllDocuments(readFileSync(path, 'utf8')).flatMap((document) => scriptsIn(document.toJS() as unknown)),
  );
  const files = filesBelow(join(folder, 'workshop', 'files')).filter((path) => path.endsWith('.sh'));
  const scripts = [...new Set([...inManifests, ...files.map((path) => readFileSync(path, 'utf8'))])];

  test.each(scripts)('a script of the manifests: %s', (script) => {
    for (const dialect of ['bash', 'busybox'] as const) expect(parseScript(script, dialect).length).toBeGreaterThan(0);
  });
});
