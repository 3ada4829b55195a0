/** The last releases of the series that tags name without a patch. Source: Docker Hub, library/mongo. */
const LATEST: Readonly<Record<string, string>> = {
  '3.4': '3.4.24',
  '3.6': '3.6.23',
  '4.0': '4.0.28',
  '4.2': '4.2.24',
  '4.4': '4.4.29',
  '5.0': '5.0.31',
  '6.0': '6.0.19',
  '7.0': '7.0.15',
  '8.0': '8.0.3',
};

/** What clients may expect of a series. Source: MongoDB, src/mongo/db/wire_version.h. */
const WIRE_VERSIONS: Readonly<Record<string, number>> = {
  '3.4': 5,
  '3.6': 6,
  '4.0': 7,
  '4.2': 8,
  '4.4': 9,
  '5.0': 13,
  '6.0': 17,
  '7.0': 21,
  '8.0': 25,
};

const NEWEST = '8.0';

/** A release of MongoDB. */
export class MongoVersion {
  private readonly major: number;
  private readonly minor: number;

  private constructor(
    /** With its patch: `3.4.1`. */
    readonly number: string,
  ) {
    const [major = 0, minor = 0] = number.split('.').map(Number);
    this.major = major;
    this.minor = minor;
  }

  /** The release that a tag stands for: `3.4.1`, `7.0`, `7`, `latest`. */
  static ofTag(tag: string): MongoVersion {
    const [, version] = /^(\d+(?:\.\d+){0,2})/.exec(tag) ?? [];
    if (version === undefined) return new MongoVersion(LATEST[NEWEST] ?? '');
    if (version.split('.').length === 3) return new MongoVersion(version);
    const series = Object.keys(LATEST).filter((each) => each === version || each.startsWith(`${version}.`));
    return new MongoVersion(LATEST[series.at(-1) ?? ''] ?? `${version}.0`);
  }

  isFrom(major: number, minor = 0): boolean {
    return this.major > major || (this.major === major && this.minor >= minor);
  }

  get wireVersion(): number {
    return WIRE_VERSIONS[`${this.major}.${this.minor}`] ?? (this.isFrom(3, 4) ? 25 : 4);
  }

  get parts(): readonly number[] {
    return [...this.number.split('.').map(Number), 0];
  }
}
