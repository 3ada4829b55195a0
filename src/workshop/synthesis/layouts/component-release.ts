import { parametersIn } from '../releases/placeholders';
import type { Release } from '../releases/read-release';
import { DESCRIPTION_FILE, type ReleasedFile, type ReleasedSecret } from '../releases/release-description';
import { toYaml } from '../yaml';

/** What a release holds of one component: a small release of its own, for a folder that one team owns. */
export interface ComponentRelease {
  /** Name of the component's folder. */
  readonly component: string;
  /** Parameters that the component uses. */
  readonly parameters: readonly string[];
  /** Texts of `release.yaml` and the templates, by file name below the component's folder. */
  readonly files: ReadonlyMap<string, string>;
}

const isFile = (entry: ReleasedFile | ReleasedSecret): entry is ReleasedFile => 'file' in entry;

/** The path of a template below the folder of its component. */
export const fileBelow = (component: string, file: string): string =>
  file.startsWith(`${component}/`) ? file.slice(component.length + 1) : file;

/** Cuts a release into its components, in order; what belongs to none is in a folder called like the stack. */
export function componentsOf({ description, templates }: Release): ComponentRelease[] {
  const { stack, version, contents } = description;
  const folderOf = (entry: ReleasedFile | ReleasedSecret): string => entry.component ?? stack;
  return [...new Set(contents.map(folderOf))].map((component) => {
    const own = contents.filter((entry) => folderOf(entry) === component);
    const files = own.filter(isFile);
    const used = new Set([
      ...parametersIn(own),
      ...own.flatMap(({ when = [] }) => when),
      ...files.flatMap(({ file }) => [...parametersIn(templates.get(file))]),
    ]);
    const parameters = Object.entries(description.parameters).filter(([name]) => used.has(name));
    const entries = own.map((entry) => (isFile(entry) ? { ...entry, file: fileBelow(component, entry.file) } : entry));
    const text =
      toYaml({ stack, version }) +
      toYaml({ parameters: Object.fromEntries(parameters) }) +
      toYaml({ contents: entries });
    return {
      component,
      parameters: parameters.map(([name]) => name),
      files: new Map([
        [DESCRIPTION_FILE, text],
        ...files.map(({ file }): [string, string] => [fileBelow(component, file), toYaml({ ...templates.get(file) })]),
      ]),
    };
  });
}
