import { RELEASE_STAGES, type ReleaseStage } from '../../environments/environment';
import { toYaml } from '../yaml';
import { type Application, CURRENT } from './application';
import type { Tree } from './tree';

/** How versions are kept: as numbered folders, or as tags of source control. */
export type LayoutStyle = 'folders' | 'tags';

/** One way to arrange the files of an application. Source: notes on "Kubernetes: Up and Running", 18. */
export interface Arrangement {
  /** Id in the catalogue of layouts. */
  readonly id: string;
  readonly style: LayoutStyle;
  /** What it shows, in one sentence. */
  readonly what: string;
  /** Its files and links; `version` is what `templates/` holds in the style `tags`. */
  readonly treeOf: (application: Application, version: string) => Tree;
}

/** Which stage a folder of an environment or region follows. */
type Followers = Readonly<Record<string, ReleaseStage>>;

/** The two environments of the text's layouts with parameters. */
const ENVIRONMENTS: Followers = { staging: 'Staging', production: 'Release' };

/**
 * A worldwide rollout under way, with the three versions that may be active at once: the newest is tested in staging,
 * the next one rolls out in westus, the one being replaced still serves eastus.
 */
const ROLLOUT: Followers = { staging: 'Development', eastus: 'Release', westus: 'Canary' };

/** The rollout above, and every other region of the program at the stage of its environment. */
const regionsOf = ({ environments }: Application): Followers => ({
  ...Object.fromEntries(
    environments.flatMap(({ region, stage }) => (region === undefined ? [] : [[region.name, stage]])),
  ),
  ...ROLLOUT,
});

/** The tag of a version in source control. */
export const tagOf = (version: string): string => (version === CURRENT ? 'HEAD' : `${version}.0`);

function addFinished(tree: Tree, application: Application, version: string, folder: string): void {
  for (const [component, files] of application.finished(version)) {
    for (const [file, text] of files) tree.set(`${component}/${folder}${file}`, text);
  }
}

function addTemplates(tree: Tree, application: Application, version: string, folder: string): void {
  for (const { component, files } of application.templatesOf(version)) {
    for (const [file, text] of files) tree.set(`${component}/${folder}/${file}`, text);
  }
}

function parametersText(application: Application, version: string, folder: string, names: readonly string[]): string {
  const environment = application.environmentOf(folder);
  const parameters = application.givenValues(version, environment, names);
  return toYaml({ environment: environment.name }) + toYaml({ parameters });
}

function plainTree(application: Application): Tree {
  const tree: Tree = new Map();
  addFinished(tree, application, CURRENT, '');
  return tree;
}

function versionsTree(application: Application): Tree {
  const tree: Tree = new Map();
  for (const version of application.versions) addFinished(tree, application, version, `${version}/`);
  return tree;
}

function stagesTree(application: Application): Tree {
  const tree = versionsTree(application);
  for (const { component } of application.templatesOf(CURRENT)) {
    for (const stage of RELEASE_STAGES) {
      tree.set(`${component}/${stage.toLowerCase()}`, { to: `${application.versionAt(stage)}/` });
    }
  }
  return tree;
}

function linkedTree(
  application: Application,
  followers: Followers,
  parametersFile: (folder: string) => string,
  ending: '' | '/',
): Tree {
  const tree: Tree = new Map();
  for (const version of application.versions) addTemplates(tree, application, version, version);
  for (const [folder, stage] of Object.entries(followers)) {
    const version = application.versionAt(stage);
    for (const { component, parameters } of application.templatesOf(version)) {
      tree.set(`${component}/${folder}/templates`, { to: `../${version}${ending}` });
      const text = parametersText(application, version, folder, parameters);
      tree.set(`${component}/${folder}/${parametersFile(folder)}`, text);
    }
  }
  return tree;
}

function taggedTree(application: Application, followers: Followers, checkedOut: string): Tree {
  const tree: Tree = new Map();
  addTemplates(tree, application, checkedOut, 'templates');
  for (const [folder, stage] of Object.entries(followers)) {
    const version = application.versionAt(stage);
    for (const { component, parameters } of application.templatesOf(version)) {
      const text = parametersText(application, version, folder, parameters);
      tree.set(`${component}/${folder}-parameters.yaml`, text + toYaml({ version: tagOf(version) }));
    }
  }
  return tree;
}

/** The layouts of the text that arrange one application, in its order. */
export const ARRANGEMENTS: readonly Arrangement[] = [
  {
    id: 'LAYOUT-01',
    style: 'folders',
    what: 'One folder per component, one object per file.',
    treeOf: plainTree,
  },
  {
    id: 'LAYOUT-02',
    style: 'folders',
    what: 'Numbered versions beside current.',
    treeOf: versionsTree,
  },
  {
    id: 'LAYOUT-03',
    style: 'folders',
    what: 'Stages are links to versions.',
    treeOf: stagesTree,
  },
  {
    id: 'LAYOUT-04',
    style: 'folders',
    what: 'Environments are links to templates, with parameters beside.',
    treeOf: (application) => linkedTree(application, ENVIRONMENTS, (folder) => `${folder}-parameters.yaml`, ''),
  },
  {
    id: 'LAYOUT-05',
    style: 'tags',
    what: 'The same with versions in source control.',
    treeOf: (application, version) => taggedTree(application, ENVIRONMENTS, version),
  },
  {
    id: 'LAYOUT-06',
    style: 'folders',
    what: 'Regions are environments.',
    treeOf: (application) => linkedTree(application, regionsOf(application), () => 'parameters.yaml', '/'),
  },
  {
    id: 'LAYOUT-07',
    style: 'tags',
    what: 'Regions with versions in source control.',
    treeOf: (application, version) => taggedTree(application, regionsOf(application), version),
  },
];
