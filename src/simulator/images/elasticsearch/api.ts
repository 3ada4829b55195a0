import { type HttpResponse, textResponse } from '../../process';
import { emptyAnswer } from '../web/answers';
import { Router, type RoutedRequest } from '../web/router';
import type { Membership } from './membership';

/** Version that an image is of, and what it says of its build. */
export interface ElasticVersion {
  readonly number: string;
  readonly hash: string;
  readonly timestamp: string;
  readonly lucene: string;
}

const JSON_TYPE = 'application/json; charset=UTF-8';

/** JSON as it is sent: in one line, or readable for `?pretty`. */
function json(value: unknown, { query }: RoutedRequest, status = 200): HttpResponse {
  const isPretty = query.has('pretty') && query.get('pretty') !== 'false';
  const text = isPretty ? `${spaced(value)}\n` : JSON.stringify(value);
  return textResponse(text, { status, type: JSON_TYPE });
}

/** JSON in several lines, with spaces on both sides of colons. */
const spaced = (value: unknown): string => JSON.stringify(value, null, 2).replace(/^(\s*"(?:[^"\\]|\\.)*"):/gm, '$1 :');

function mainAnswer(membership: Membership, version: ElasticVersion, nowMs: number, clusterId: string): HttpResponse {
  const answer = {
    name: membership.self.name,
    cluster_name: membership.self.clusterName,
    cluster_uuid: clusterId,
    version: {
      number: version.number,
      build_hash: version.hash,
      build_timestamp: version.timestamp,
      build_snapshot: false,
      lucene_version: version.lucene,
    },
    tagline: 'You Know, for Search',
  };
  // Without a master the node is there, but not of use. Source: Elasticsearch 2, RestMainAction.
  const status = membership.master(nowMs) === undefined ? 503 : 200;
  return textResponse(`${spaced(answer)}\n`, { status, type: JSON_TYPE });
}

const NO_MASTER = {
  error: {
    root_cause: [{ type: 'master_not_discovered_exception', reason: null }],
    type: 'master_not_discovered_exception',
    reason: null,
  },
  status: 503,
};

function health(membership: Membership, nowMs: number): unknown {
  const nodes = membership.nodes(nowMs);
  return {
    cluster_name: membership.self.clusterName,
    status: 'green',
    timed_out: false,
    number_of_nodes: nodes.length,
    number_of_data_nodes: nodes.length,
    active_primary_shards: 0,
    active_shards: 0,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: 0,
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: 100,
  };
}

function indexMissing(index: string): unknown {
  const cause = {
    type: 'index_not_found_exception',
    reason: 'no such index',
    'resource.type': 'index_or_alias',
    'resource.id': index,
    index,
  };
  return { error: { root_cause: [cause], ...cause }, status: 404 };
}

/** What a node answers over HTTP. Not modelled: documents, searches and all that needs an index. */
export function elasticRoutes(
  membership: Membership,
  version: ElasticVersion,
  clusterId: string,
  now: () => number,
): Router {
  const withMaster = (answer: (request: RoutedRequest) => HttpResponse) => (request: RoutedRequest) =>
    membership.master(now()) === undefined ? json(NO_MASTER, request, 503) : answer(request);
  const catNodes = (): HttpResponse => {
    const master = membership.master(now())?.id;
    const lines = membership.nodes(now()).map(({ id, name, address }) => {
      const host = address.replace(/:\d+$/, '');
      return `${host} ${host} 6 97 0.12 d ${id === master ? '*' : 'm'} ${name} \n`;
    });
    return textResponse(lines.join(''));
  };
  const missing = (request: RoutedRequest): HttpResponse =>
    json(indexMissing(request.parameters['index'] ?? ''), request, 404);
  return new Router(() => emptyAnswer(404))
    .add('GET', '/', () => mainAnswer(membership, version, now(), clusterId))
    .add(
      'GET',
      '/_cluster/health',
      withMaster((request) => json(health(membership, now()), request)),
    )
    .add('GET', '/_cat/nodes', withMaster(catNodes))
    .add('GET', '/:index', missing)
    .add('GET', '/:index/*rest', missing);
}
