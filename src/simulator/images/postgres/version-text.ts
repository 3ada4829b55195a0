import type { PostgresVersion } from './postgres-version';

/** What `SELECT version()` says. The builds are those of the images. */
export function versionText({ number, isAlpine }: PostgresVersion): string {
  return isAlpine
    ? `PostgreSQL ${number} on x86_64-pc-linux-musl, compiled by gcc (Alpine 14.2.0) 14.2.0, 64-bit`
    : `PostgreSQL ${number} (Debian ${number}-1.pgdg) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit`;
}
