/** What client and server can do. Source: MySQL 8.0, include/mysql_com.h. */
export const CAPABILITY = {
  longPassword: 1,
  foundRows: 2,
  longFlag: 4,
  connectWithDatabase: 8,
  protocol41: 0x200,
  ssl: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  multiStatements: 0x1_0000,
  multiResults: 0x2_0000,
  pluginAuth: 0x8_0000,
  connectAttributes: 0x10_0000,
  authLength: 0x20_0000,
} as const;

/** What the server here can do: TLS is not among it. */
export const SERVER_CAPABILITIES =
  CAPABILITY.longPassword |
  CAPABILITY.foundRows |
  CAPABILITY.longFlag |
  CAPABILITY.connectWithDatabase |
  CAPABILITY.protocol41 |
  CAPABILITY.transactions |
  CAPABILITY.secureConnection |
  CAPABILITY.multiStatements |
  CAPABILITY.multiResults |
  CAPABILITY.pluginAuth |
  CAPABILITY.connectAttributes |
  CAPABILITY.authLength;

/** First byte of a command. Source: MySQL 8.0, include/my_command.h. */
export const COMMAND = {
  quit: 1,
  initDatabase: 2,
  query: 3,
  fieldList: 4,
  statistics: 9,
  ping: 14,
  prepare: 22,
  execute: 23,
  sendLongData: 24,
  closeStatement: 25,
  resetStatement: 26,
  resetConnection: 31,
} as const;

/** State of a session, as every answer tells it. */
export const STATUS = { inTransaction: 1, autocommit: 2, moreResults: 8 } as const;

/** Number of utf8_general_ci, and of binary. */
export const CHARSET = { utf8: 33, binary: 63 } as const;

/** What clients are told of columns besides. Source: MySQL 8.0, include/mysql_com.h. */
export const COLUMN_FLAG = { notNull: 1, blob: 16, unsigned: 32, binary: 128 } as const;

/** Types of columns. Source: MySQL 8.0, include/field_types.h. */
export const FIELD_TYPE = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  newDecimal: 246,
  blob: 252,
  varString: 253,
  string: 254,
} as const;
