import type { AuthPlugin } from './protocol/passwords';

/** A version of MySQL, and what hangs on it. */
export interface MysqlVersion {
  /** `5.6.51`. */
  readonly text: string;
  /** Whether it is 5.7 or newer: log lines of another form, an empty data directory is insisted on. */
  readonly isSince57: boolean;
  /** Whether it is 8.0 or newer. */
  readonly isSince80: boolean;
  /** How accounts prove their passwords where nobody says otherwise. */
  readonly plugin: AuthPlugin;
  /** What the server holds. From memory. */
  readonly memoryBytes: number;
}

/** The last release of each series. */
const RELEASES: Readonly<Record<string, string>> = {
  '5.5': '5.5.62',
  '5.6': '5.6.51',
  '5.7': '5.7.44',
  '8.0': '8.0.44',
  '8.4': '8.4.7',
  '9.5': '9.5.0',
};

/** What tags that name no series mean. */
const NAMED: Readonly<Record<string, string>> = {
  '5': '5.7',
  '8': '8.4',
  '9': '9.5',
  innovation: '9.5',
  latest: '9.5',
  lts: '8.4',
};

const MEBIBYTE = 1024 * 1024;

/** The version behind a tag of the image. */
export function versionOf(tag: string): MysqlVersion {
  const plain = tag.replace(/-.*$/, '');
  const series = NAMED[plain] ?? /^\d+\.\d+/.exec(plain)?.[0] ?? '9.5';
  const text = /^\d+\.\d+\.\d+$/.test(plain) ? plain : (RELEASES[series] ?? `${series}.0`);
  const [major = 0, minor = 0] = text.split('.').map(Number);
  const isSince80 = major >= 8;
  return {
    text,
    isSince57: isSince80 || minor >= 7,
    isSince80,
    plugin: isSince80 ? 'caching_sha2_password' : 'mysql_native_password',
    memoryBytes: (isSince80 ? 380 : 220) * MEBIBYTE,
  };
}
