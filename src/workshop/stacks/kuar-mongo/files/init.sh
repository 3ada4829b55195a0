#!/bin/bash
PRIMARY=mongo-0.mongo:27017
until mongo --quiet --host "${HOSTNAME}.mongo" --eval 'db.serverStatus().ok'; do sleep 2; done
if [[ "${HOSTNAME}" == 'mongo-0' ]]; then
  mongo --quiet --eval "rs.initiate({_id: 'rs0', members: [{_id: 0, host: '${PRIMARY}'}]})"
else
  until mongo --quiet --host "${PRIMARY}" --eval "rs.add('${HOSTNAME}.mongo:27017').ok" | grep -q 1; do sleep 2; done
fi
while true; do sleep 3600; done
