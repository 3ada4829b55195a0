#!/bin/bash
# Makes this Pod a member of replica set rs0 and marks it when it is one. Running it again changes nothing.
# DOMAIN comes from the Pod: members are registered by names that clients in other namespaces can resolve.
trap 'exit 0' TERM
SELF="${HOSTNAME}.${DOMAIN}:27017"
FIRST="mongo-0.${DOMAIN}:27017"

until mongosh --quiet --eval 'db.serverStatus().ok'; do sleep 2; done

until mongosh --quiet --eval 'rs.status().ok'; do
  if [[ "${HOSTNAME}" == 'mongo-0' ]]; then
    mongosh --quiet --eval "rs.initiate({_id: 'rs0', members: [{_id: 0, host: '${SELF}'}]})"
  else
    mongosh --quiet "mongodb://${FIRST}/?replicaSet=rs0" --eval "rs.add('${SELF}').ok"
  fi
  sleep 2
done

touch /tmp/member
while true; do sleep 5; done
