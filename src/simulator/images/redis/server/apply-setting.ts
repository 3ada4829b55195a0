import { readValue, SettingError } from '../config/setting-values';
import type { Setting } from '../config/settings';
import type { RedisServer } from './redis-server';

/** What else is done when a setting of a running server changes. Throws SettingError, SystemError. */
const EFFECTS: Readonly<Record<string, (server: RedisServer, value: string) => void>> = {
  dir: (server, value) => server.process.changeDirectory(value),
  save: (server) => server.persistence.plan(),
  appendonly: (server, value) => {
    if (value === 'yes') server.appendOnly.open();
    else server.appendOnly.close();
  },
  loglevel: (server, value) => {
    server.log.loglevel = value;
  },
  port: () => {
    throw new SettingError('Unable to listen on this port. Check server logs.');
  },
};

/** Gives a setting of a running server a value. Throws SettingError, SystemError. */
export function applySetting(server: RedisServer, setting: Setting, value: string): void {
  const read = readValue(setting, [value]);
  EFFECTS[setting.name]?.(server, read);
  server.config.set(setting, [value]);
}
