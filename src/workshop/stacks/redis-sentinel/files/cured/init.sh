#!/bin/sh
# exec makes Redis the first process of the container: it then gets SIGTERM itself and saves its data.
if [ "${HOSTNAME}" = 'redis-0' ]; then
  exec redis-server /redis-config/master.conf
else
  exec redis-server /redis-config/slave.conf --replica-announce-ip "${HOSTNAME}.redis"
fi
