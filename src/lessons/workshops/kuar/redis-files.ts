/** What the exercises with Redis share: its configuration files and scripts. */

const MASTER_CONF = `bind 0.0.0.0
port 6379

dir /redis-data
`;

const SLAVE_CONF = `bind 0.0.0.0
port 6379

dir .

slaveof redis-0.redis 6379
`;

const SENTINEL_CONF = `bind 0.0.0.0
port 26379

sentinel monitor redis redis-0.redis 6379 2
sentinel parallel-syncs redis 1
sentinel down-after-milliseconds redis 10000
sentinel failover-timeout redis 20000
`;

const INIT = `#!/bin/bash
if [[ \${HOSTNAME} == 'redis-0' ]]; then
  redis-server /redis-config/master.conf
else
  redis-server /redis-config/slave.conf
fi
`;

const SENTINEL = `#!/bin/bash
cp /redis-config-src/*.* /redis-config

while ! ping -c 1 redis-0.redis; do
  echo 'Waiting for server'
  sleep 1
done

redis-sentinel /redis-config/sentinel.conf
`;

/** The five files of the ConfigMap redis-config, as the text has them. */
export const redisFiles = {
  'master.conf': MASTER_CONF,
  'slave.conf': SLAVE_CONF,
  'sentinel.conf': SENTINEL_CONF,
  'init.sh': INIT,
  'sentinel.sh': SENTINEL,
};
