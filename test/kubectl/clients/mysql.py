# What PyMySQL gets from a server of MySQL: python3 mysql.py PORT
import datetime
import decimal
import json
import sys

import pymysql

PORT = int(sys.argv[1])


def connect(password):
    return pymysql.connect(host='127.0.0.1', port=PORT, user='root', password=password, database='shop')


def refusal(run, *words):
    try:
        run(*words)
        return 'done'
    except pymysql.Error as error:
        return list(error.args)


connection = connect('secret')
cursor = connection.cursor()
cursor.execute('create table things (id int primary key auto_increment, name varchar(20), at datetime, day date, '
               'price decimal(10,2), picture blob, weight double)')
VALUES = ("O'Neil \\ ü", datetime.datetime(2026, 1, 2, 3, 4, 5), datetime.date(2026, 1, 2), decimal.Decimal('1.5'),
          b'\x00\xff', 1.25)
inserted = cursor.executemany('insert into things (name, at, day, price, picture, weight) values (%s,%s,%s,%s,%s,%s)',
                              [VALUES, (None,) * 6])
connection.commit()
cursor.execute('select * from things where id >= %s order by id', (1,))
rows = [[value.hex() if isinstance(value, bytes) else value if isinstance(value, (int, float, type(None))) else str(value)
         for value in row] for row in cursor.fetchall()]
refused = [refusal(cursor.execute, 'select nope from things'),
           refusal(cursor.execute, 'insert into things (id) values (1)')]
changed = cursor.execute('update things set name = %s where id = %s', ('z', 1))
connection.rollback()
cursor.execute('select name from things where id = 1')
print(json.dumps({'inserted': inserted, 'rows': rows, 'refused': refused, 'changed': changed,
                  'rolledBack': cursor.fetchone()[0], 'login': refusal(connect, 'wrong')[0]}))
