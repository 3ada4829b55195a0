/** Where the server puts the file by which programs of its own container find it. */
export const SOCKET_FOLDER = '/var/run/postgresql';

/** Name of that file. */
export const socketFile = (port: string): string => `.s.PGSQL.${port}`;
