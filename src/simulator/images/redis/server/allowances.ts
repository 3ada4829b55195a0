import { CommandError } from '../protocol/reply';
import type { RedisServer } from './redis-server';
import type { Session } from './session';

/** Whether a setting allows something to this client: to all, to none, or to those on the same machine. Since 7.0. */
export function isAllowed({ config, version }: RedisServer, session: Session, setting: string): boolean {
  const value = config.text(setting);
  return (
    !version.isFrom(7) || value === 'yes' || (value === 'local' && session.connection?.remoteAddress === '127.0.0.1')
  );
}

/** What is said to a command that its setting does not allow. */
export const notAllowed = (name: string, setting: string): CommandError =>
  new CommandError(
    `ERR ${name.toUpperCase()} command not allowed. If the ${setting} option is set to "local", you can run it from a local ` +
      'connection, otherwise you need to set this option in the configuration file, and then restart the server.',
  );
