/** A release of Redis, and in which words it differs from others. */
export class RedisVersion {
  readonly major: number;
  readonly minor: number;

  /** `number`: `7.4.2`. */
  constructor(readonly number: string) {
    const [major = '0', minor = '0'] = number.split('.');
    this.major = Number(major);
    this.minor = Number(minor);
  }

  /** Whether it is as new as a release. */
  isFrom(major: number, minor = 0): boolean {
    return this.major > major || (this.major === major && this.minor >= minor);
  }

  /** How it calls what follows a master. Source: Redis 5.0 renamed it. */
  get replicaWord(): 'slave' | 'replica' {
    return this.isFrom(5) ? 'replica' : 'slave';
  }

  /** Version of the format of dumps. Source: src/rdb.h `RDB_VERSION` of each release. */
  get dumpFormat(): number {
    if (this.isFrom(7, 4)) return 12;
    if (this.isFrom(7, 2)) return 11;
    if (this.isFrom(7)) return 10;
    if (this.isFrom(5)) return 9;
    return this.isFrom(4) ? 8 : 7;
  }
}

/** Newest release of each line, for tags that name a line only. The image of "latest" is that of 8. */
const RELEASES: Readonly<Record<string, string>> = {
  '3': '3.2.12',
  '4': '4.0.14',
  '5': '5.0.14',
  '6': '6.2.20',
  '7': '7.4.6',
  '8': '8.2.2',
  '3.0': '3.0.7',
  '3.2': '3.2.12',
  '4.0': '4.0.14',
  '5.0': '5.0.14',
  '6.0': '6.0.20',
  '6.2': '6.2.20',
  '7.0': '7.0.15',
  '7.2': '7.2.11',
  '7.4': '7.4.6',
  '8.0': '8.0.4',
  '8.2': '8.2.2',
};

/** The release that a tag of the image stands for: `3.2.7-alpine`, `7`, `latest`, `alpine`. */
export function versionOfTag(tag: string): RedisVersion {
  const number = /^\d+(?:\.\d+){0,2}/.exec(tag)?.[0] ?? '8';
  return new RedisVersion(number.split('.').length === 3 ? number : (RELEASES[number] ?? `${number}.0`));
}
