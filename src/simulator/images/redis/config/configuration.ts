import { remembering } from '../../../engine';
import type { RedisVersion } from '../redis-version';
import { currentName, formerName, type Setting, settingsOf } from './settings';
import { readValue, SettingError } from './setting-values';

/** The settings of a server and their values. */
export class Configuration {
  private readonly settings: ReadonlyMap<string, Setting>;
  private readonly values = new Map<string, string>();

  constructor(private readonly version: RedisVersion) {
    this.settings = new Map(settingsOf(version).map((setting) => [setting.name, setting]));
  }

  /** The setting of a name of this or of former releases. */
  find(name: string): Setting | undefined {
    const lower = name.toLowerCase();
    // Releases before 5.0 know the former names only.
    if (!this.version.isFrom(5) && formerName(lower) !== undefined) return undefined;
    return this.settings.get(currentName(lower));
  }

  /** Value of a setting by its present name. */
  text(name: string): string {
    return this.values.get(name) ?? this.settings.get(name)?.initial ?? '';
  }

  number(name: string): number {
    return Number(this.text(name));
  }

  isOn(name: string): boolean {
    return this.text(name) === 'yes';
  }

  /** Gives a setting a value. Throws SettingError. */
  set(setting: Setting, words: readonly string[]): void {
    this.values.set(setting.name, readValue(setting, words));
  }

  /** Reads one line of a configuration file. `save` adds to what lines before it have said. Throws SettingError. */
  readLine(words: readonly string[]): void {
    const [name = '', ...rest] = words;
    const setting = this.find(name);
    if (setting === undefined) throw new SettingError('Bad directive or wrong number of arguments');
    try {
      const before = setting.kind === 'save' ? this.values.get(setting.name) : undefined;
      const value = readValue(setting, rest);
      this.values.set(setting.name, before === undefined || value === '' ? value : `${before} ${value}`.trim());
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      const isCount = error.message === 'wrong number of arguments';
      throw isCount ? new SettingError('Bad directive or wrong number of arguments') : error;
    }
  }

  /** Names and values of all settings whose name `matches`, also by their former names. */
  entries(matches: (name: string) => boolean): readonly (readonly [string, string])[] {
    const found: (readonly [string, string])[] = [];
    for (const { name } of this.settings.values()) {
      const former = formerName(name);
      const names = this.version.isFrom(5) ? [name, former] : [former ?? name];
      for (const each of names) if (each !== undefined && matches(each)) found.push([each, this.text(name)]);
    }
    return found;
  }

  /** Names and values of settings that are not as they are by default. */
  changes(): readonly (readonly [string, string])[] {
    return [...this.values].filter(([name, value]) => value !== this.settings.get(name)?.initial);
  }

  /** The name that this release writes for a setting. */
  nameIn({ name }: Pick<Setting, 'name'>): string {
    return this.version.isFrom(5) ? name : (formerName(name) ?? name);
  }

  /** Rules of `save`: so many changes within so many seconds. */
  savePoints(): readonly SavePoint[] {
    return parseSavePoints(this.text('save'));
  }
}

/** A rule of `save`. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/** Rules are looked at with every change. */
const parseSavePoints = remembering((text): readonly SavePoint[] => {
  const numbers = text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    seconds: numbers[index * 2] ?? 0,
    changes: numbers[index * 2 + 1] ?? 0,
  }));
});
