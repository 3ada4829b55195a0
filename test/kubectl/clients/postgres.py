# What psycopg, which binds most values in binary, gets from a server of PostgreSQL: python3 postgres.py PORT
import datetime
import json
import sys

import psycopg


def plain(row):
    return [value if isinstance(value, (bool, int, float, str)) else str(value) for value in row]


connection = psycopg.connect(host='127.0.0.1', port=int(sys.argv[1]), user='postgres', prepare_threshold=1)
cursor = connection.cursor()
cursor.execute('create table things (id serial primary key, name text, n int, price numeric(10,2), at timestamp, '
               'day date, ok boolean, weight double precision)')
for n in range(5):
    cursor.execute('insert into things (name, n, price, at, day, ok, weight) values (%s,%s,%s,%s,%s,%s,%s) returning id',
                   (f"it's {n}", n, 1.5 * n, datetime.datetime(2026, 1, 2, 3, 4, 5), datetime.date(2026, 1, 2),
                    n % 2 == 0, -1.5))
said = {'inserted': cursor.fetchone()[0]}
said['row'] = plain(cursor.execute('select * from things order by id limit 1').fetchone())
said['above'] = {low: len(cursor.execute('select id from things where n > %s', (low,)).fetchall()) for low in (1, 3, 9)}
said['binary'] = [plain(row) for row in cursor.execute(
    'select id, price, at, ok from things where n = %b', (0,), binary=True).fetchall()]
connection.commit()
said['refused'] = []
for statement in ('select nope from things', 'select 1'):
    try:
        cursor.execute(statement)
    except psycopg.Error as error:
        said['refused'].append(error.sqlstate)
connection.rollback()
cursor.execute('select 1')
try:
    with connection.transaction():
        cursor.execute('delete from things')
        cursor.execute('select nope from things')
except psycopg.Error:
    pass
said['afterSavepoint'] = cursor.execute('select count(*) from things').fetchone()[0]
said['streamed'] = len(list(cursor.stream('select * from things')))
print(json.dumps(said))
