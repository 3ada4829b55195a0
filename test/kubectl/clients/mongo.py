# What pymongo gets from a server of MongoDB: python3 mongo.py PORT
import json
import sys

import pymongo

client = pymongo.MongoClient('127.0.0.1', int(sys.argv[1]), serverSelectionTimeoutMS=10000)
things = client.test.things
said = {'version': client.server_info()['version']}
things.insert_many([{'n': n, 'tags': ['a', 'b'], 'in': {'deep': n * 2}} for n in range(250)])
said['counted'] = [things.count_documents({'n': {'$gt': 5}}), things.estimated_document_count()]
said['last'] = [each['n'] for each in things.find({'n': {'$gte': 5}}).sort('n', -1).limit(3)]
said['all'] = len(list(things.find()))
things.update_one({'n': 1}, {'$set': {'name': 'new'}, '$inc': {'in.deep': 5}})
said['updated'] = things.find_one({'n': 1}, {'_id': 0, 'tags': 0})
said['upserted'] = things.replace_one({'n': 999}, {'n': 999}, upsert=True).upserted_id is not None
said['pushed'] = things.find_one_and_update({'n': 2}, {'$push': {'tags': 'c'}}, return_document=True)['tags']
said['deleted'] = things.delete_many({'n': {'$lt': 200}}).deleted_count
things.create_index([('n', 1)], unique=True)
groups = things.aggregate([{'$match': {'n': {'$gt': 240, '$lt': 999}}}, {'$group': {'_id': None, 'sum': {'$sum': '$n'}}}])
said['sum'] = next(groups)['sum'] + 999
said['indexes'] = sorted(things.index_information())
said['refused'] = []
for refused in (lambda: [things.insert_one({'_id': 1}) for _ in range(2)], lambda: client.admin.command('nope')):
    try:
        refused()
    except pymongo.errors.OperationFailure as error:
        said['refused'].append(error.code)
print(json.dumps(said))
