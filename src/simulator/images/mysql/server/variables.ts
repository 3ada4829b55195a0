import type { Session, SqlValue } from '../../sql';
import type { MysqlVersion } from '../version';

/** Settings of a server, as `SHOW VARIABLES` names them. */
export interface ServerSettings {
  readonly port: number;
  readonly dataDirectory: string;
  readonly hostname: string;
}

/** Variables of a server and their values. */
export function serverVariables(version: MysqlVersion, settings: ServerSettings): ReadonlyMap<string, string | number> {
  const { isSince80 } = version;
  const charset = isSince80 ? 'utf8mb4' : 'latin1';
  const collation = isSince80 ? 'utf8mb4_0900_ai_ci' : 'latin1_swedish_ci';
  return new Map<string, string | number>([
    ['auto_increment_increment', 1],
    ['autocommit', 1],
    ['character_set_client', 'utf8'],
    ['character_set_connection', 'utf8'],
    ['character_set_database', charset],
    ['character_set_results', 'utf8'],
    ['character_set_server', charset],
    ['collation_connection', 'utf8_general_ci'],
    ['collation_database', collation],
    ['collation_server', collation],
    ['datadir', `${settings.dataDirectory}/`],
    ['foreign_key_checks', 1],
    ['hostname', settings.hostname],
    ['init_connect', ''],
    ['interactive_timeout', 28_800],
    ['license', 'GPL'],
    ['lower_case_table_names', 0],
    ['max_allowed_packet', isSince80 ? 67_108_864 : 4_194_304],
    ['max_connections', 151],
    ['net_write_timeout', 60],
    ['port', settings.port],
    ['protocol_version', 10],
    ['read_only', 0],
    ['socket', '/var/run/mysqld/mysqld.sock'],
    ['sql_mode', isSince80 ? 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION' : 'NO_ENGINE_SUBSTITUTION'],
    ['storage_engine', 'InnoDB'],
    ['system_time_zone', 'UTC'],
    ['time_zone', 'SYSTEM'],
    ['transaction_isolation', 'REPEATABLE-READ'],
    ['tx_isolation', 'REPEATABLE-READ'],
    ['tx_read_only', 0],
    ['transaction_read_only', 0],
    ['unique_checks', 1],
    ['version', version.text],
    ['version_comment', isSince80 ? 'MySQL Community Server - GPL' : 'MySQL Community Server (GPL)'],
    ['version_compile_os', 'Linux'],
    ['wait_timeout', 28_800],
  ]);
}

/** Variables as a session sees them: what it has set hides what the server has. */
export function variablesOf(
  variables: ReadonlyMap<string, string | number>,
  session: Session,
): readonly (readonly [name: string, value: SqlValue])[] {
  return [...variables].map(([name, value]) => [name, session.variables.get(`@@${name}`) ?? value] as const);
}
