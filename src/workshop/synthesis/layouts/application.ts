import { join } from 'node:path';
import type { ProductionEnvironment, ReleaseStage } from '../../environments';
import { suggestion } from '../nearest';
import { type Program, SelectionError } from '../program';
import { HEAD, makeTemplate, openReleases, releasableStack, releasesFolder } from '../releases';
import { type Release, readRelease, releaseFrom, shownPath } from '../releases/read-release';
import { renderRelease } from '../releases/render-release';
import { settingsOf } from '../settings';
import { toYaml } from '../yaml';
import { type ComponentRelease, componentsOf, fileBelow } from './component-release';

/** Folder of the code as it stands, beside the numbered versions. */
export const CURRENT = 'current';

/** A stack with all its versions, as layouts show it. */
export class Application {
  /** Folders of versions: `current` and the released ones, oldest first. */
  readonly versions: readonly string[];
  private readonly releases = new Map<string, Release>();
  private readonly pointers: ReturnType<typeof openReleases>;

  constructor(
    private readonly program: Program,
    readonly stackId: string,
  ) {
    const folder = releasesFolder(program);
    const stack = releasableStack(program, stackId);
    this.pointers = openReleases(folder, program.environments);
    const files = makeTemplate(stack, HEAD);
    this.releases.set(
      CURRENT,
      releaseFrom(CURRENT, (file) => files.get(file) as string),
    );
    for (const version of this.pointers.versionsOf(stackId)) {
      const path = shownPath(folder, stackId, version);
      this.releases.set(version, readRelease(join(folder, stackId, version), path));
    }
    this.versions = [...this.releases.keys()];
  }

  /** The folder of the version that `stage` runs. */
  versionAt(stage: ReleaseStage): string {
    const version = this.pointers.versionAt(this.stackId, stage);
    return version === HEAD ? CURRENT : version;
  }

  /** The environments that run the stack. */
  get environments(): readonly ProductionEnvironment[] {
    return this.program.environments.filter(
      (environment): environment is ProductionEnvironment =>
        environment.form === 'production' && this.stackId in environment.stacks,
    );
  }

  /**
   * The environment that a folder stands for: of that name, or of that region, or the first one whose name begins so
   * (`production` is production-eastus).
   */
  environmentOf(folder: string): ProductionEnvironment {
    const environment =
      this.environments.find(({ name }) => name === folder) ??
      this.environments.find(({ region }) => region?.name === folder) ??
      this.environments.find(({ name }) => name.startsWith(`${folder}-`));
    if (environment !== undefined) return environment;
    const names = this.environments.map(({ name }) => name);
    throw new SelectionError(`no environment '${folder}' runs ${this.stackId}${suggestion(folder, names)}`);
  }

  /** The templates of a version, by component. */
  templatesOf(version: string): ComponentRelease[] {
    return componentsOf(this.releaseOf(version));
  }

  /** What the environment itself says of the parameters in `names`; defaults stay with the version. */
  givenValues(version: string, environment: ProductionEnvironment, names: readonly string[]): Record<string, unknown> {
    const { parameters } = this.releaseOf(version);
    const values = settingsOf(environment, this.stackId, parameters);
    const isGiven = (name: string): boolean =>
      name in (environment.stacks[this.stackId] ?? {}) || name in (environment.shared ?? {});
    return Object.fromEntries(names.filter(isGiven).map((name) => [name, values[name]]));
  }

  /** The finished objects of a version as stage Release has them (its first environment), by component and file name. */
  finished(version: string): Map<string, Map<string, string>> {
    const environment = this.environments.find(({ stage }) => stage === 'Release') ?? this.environments[0];
    if (environment === undefined) {
      throw new SelectionError(`no environment runs ${this.stackId}: layouts need the values of one`);
    }
    const release = this.releaseOf(version);
    const values = settingsOf(environment, this.stackId, release.parameters);
    const { objects } = renderRelease(release, { name: environment.name, secrets: 'reference' }, values);
    const components = new Map<string, Map<string, string>>();
    for (const { manifest, source, component = this.stackId } of objects) {
      if (source?.startsWith(`${release.path}/`) !== true) continue; // The namespace belongs to no component.
      const file = fileBelow(component, source.slice(release.path.length + 1));
      const files = components.get(component) ?? new Map<string, string>();
      components.set(component, files.set(file, toYaml({ ...manifest })));
    }
    return components;
  }

  private releaseOf(version: string): Release {
    const release = this.releases.get(version);
    if (release !== undefined) return release;
    throw new SelectionError(`stack ${this.stackId}: no version '${version}'${suggestion(version, this.versions)}`);
  }
}
