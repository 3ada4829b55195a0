import type { SqlError } from '../../sql';
import type { MysqlProblem } from '../protocol/answers';

const NEAR_MAX = 80;

const problem = (number: number, state: string, message: string): MysqlProblem => ({ number, state, message });

/** What MySQL says of an error. Source: MySQL 5.6, sql/share/errmsg-utf8.txt. */
export function problemOf({ problem: error }: SqlError): MysqlProblem {
  switch (error.kind) {
    case 'syntax': {
      const near = error.near.slice(0, NEAR_MAX);
      const head =
        'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the ' +
        'right syntax to use';
      return problem(1064, '42000', `${head} near '${near}' at line ${error.line}`);
    }
    case 'unknownDatabase':
      return problem(1049, '42000', `Unknown database '${error.database}'`);
    case 'noDatabase':
      return problem(1046, '3D000', 'No database selected');
    case 'databaseExists':
      return problem(1007, 'HY000', `Can't create database '${error.database}'; database exists`);
    case 'databaseMissing':
      return problem(1008, 'HY000', `Can't drop database '${error.database}'; database doesn't exist`);
    case 'tableMissing':
      return problem(1146, '42S02', `Table '${error.database}.${error.table}' doesn't exist`);
    case 'unknownTable':
      return problem(1051, '42S02', `Unknown table '${error.database}.${error.table}'`);
    case 'tableExists':
      return problem(1050, '42S01', `Table '${error.table}' already exists`);
    case 'unknownColumn':
      return problem(1054, '42S22', `Unknown column '${error.column}' in '${error.clause}'`);
    case 'ambiguousColumn':
      return problem(1052, '23000', `Column '${error.column}' in ${error.clause} is ambiguous`);
    case 'columnExists':
      return problem(1060, '42S21', `Duplicate column name '${error.column}'`);
    case 'cannotDrop':
      return problem(1091, '42000', `Can't DROP '${error.name}'; check that column/key exists`);
    case 'keyColumnMissing':
      return problem(1072, '42000', `Key column '${error.column}' doesn't exist in table`);
    case 'indexExists':
      return problem(1061, '42000', `Duplicate key name '${error.name}'`);
    case 'duplicateEntry':
      return problem(1062, '23000', `Duplicate entry '${error.entry}' for key '${error.key}'`);
    case 'multiplePrimaryKeys':
      return problem(1068, '42000', 'Multiple primary key defined');
    case 'columnIsNull':
      return problem(1048, '23000', `Column '${error.column}' cannot be null`);
    case 'noDefault':
      return problem(1364, 'HY000', `Field '${error.column}' doesn't have a default value`);
    case 'valueCount':
      return problem(1136, '21S01', `Column count doesn't match value count at row ${error.row}`);
    case 'tooLong':
      return problem(1406, '22001', `Data too long for column '${error.column}' at row ${error.row}`);
    case 'outOfRange':
      return problem(1264, '22003', `Out of range value for column '${error.column}' at row ${error.row}`);
    case 'incorrectValue': {
      const { wanted, value, column, row } = error;
      const isTime = ['date', 'time', 'datetime'].includes(wanted);
      return problem(
        isTime ? 1292 : 1366,
        isTime ? '22007' : 'HY000',
        `Incorrect ${wanted} value: '${value}' for column '${column}' at row ${row}`,
      );
    }
    case 'unknownFunction':
      return problem(1305, '42000', `FUNCTION ${error.name} does not exist`);
    case 'argumentCount':
      return problem(1582, '42000', `Incorrect parameter count in the call to native function '${error.name}'`);
    case 'subqueryRows':
      return problem(1242, '21000', 'Subquery returns more than 1 row');
    case 'columnCount':
      return problem(1241, '21000', `Operand should contain ${error.count} column(s)`);
    case 'unknownVariable':
      return problem(1193, 'HY000', `Unknown system variable '${error.name}'`);
    case 'unknownSavepoint':
      return problem(1305, '42000', `SAVEPOINT ${error.name} does not exist`);
    case 'notSupported':
      return problem(1235, '42000', `This version of MySQL doesn't yet support '${error.what}'`);
  }
}
