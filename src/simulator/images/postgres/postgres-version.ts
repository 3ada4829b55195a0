/** A version of PostgreSQL, and what differs between versions. */
export interface PostgresVersion {
  /** As the server says it: `9.4.26`, `16.4`. */
  readonly number: string;
  /** What a data directory is of: `9.4`, `16`. */
  readonly major: string;
  /** Whether the image is made on Alpine. */
  readonly isAlpine: boolean;
  /** Whether it is 10 or newer: other names of folders, other words in logs and clients. */
  readonly isModern: boolean;
}

/** Last releases of the versions that have none in their tags. Source: postgresql.org, versioning policy. */
const RELEASES: Readonly<Record<string, string>> = {
  '9.3': '9.3.25',
  '9.4': '9.4.26',
  '9.5': '9.5.25',
  '9.6': '9.6.24',
  '10': '10.23',
  '11': '11.22',
  '12': '12.22',
  '13': '13.22',
  '14': '14.19',
  '15': '15.14',
  '16': '16.10',
  '17': '17.6',
};

const NEWEST = '17';

/** The version that a tag stands for: `9.4`, `16-alpine`, `16.3-alpine3.20`, `latest`. */
export function versionOfTag(tag: string): PostgresVersion {
  const [, digits = NEWEST] = /^(\d+(?:\.\d+)*)/.exec(tag) ?? [];
  const parts = digits.split('.');
  const isModern = Number(parts[0]) >= 10;
  const major = isModern ? (parts[0] ?? NEWEST) : [parts[0], parts[1] ?? '6'].join('.');
  const isFull = parts.length > (isModern ? 1 : 2);
  return {
    number: isFull ? digits : (RELEASES[major] ?? `${major}.0`),
    major,
    isAlpine: tag.includes('alpine'),
    isModern,
  };
}
