#!/bin/sh
until redis-cli -h redis-0.redis ping; do
  echo 'Waiting for server'
  sleep 1
done

exec redis-sentinel /redis-config/sentinel.conf
