import { statusErrors } from '../api';
import type { ApiRequest } from './request';

/** Form of an answer: the object itself, a Table, or its metadata only. */
export type AnswerForm = 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/** What the sender wants to read. */
export interface Negotiated {
  readonly form: AnswerForm;
  /** Version of meta.k8s.io for the forms other than `object`. */
  readonly formVersion: 'v1' | 'v1beta1';
  readonly contentType: 'application/json' | 'application/yaml';
  readonly isPretty: boolean;
}

/** One entry of an Accept header. */
export interface MediaRange {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const MEDIA_TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

/** Reads an Accept header: entries in the order of their quality, then of the header. */
export function parseAccept(header: string): MediaRange[] {
  const ranges = header.split(',').map((entry) => {
    const [type = '', ...pairs] = entry.split(';').map((part) => part.trim());
    const parameters: Record<string, string> = {};
    for (const pair of pairs) {
      const equals = pair.indexOf('=');
      if (equals > 0) parameters[pair.slice(0, equals)] = pair.slice(equals + 1).replace(/^"|"$/g, '');
    }
    return { type: type.toLowerCase(), parameters };
  });
  const quality = ({ parameters }: MediaRange): number => Number(parameters['q'] ?? '1');
  return ranges
    .filter(({ type }) => type !== '')
    .map((range, index) => ({ range, index }))
    .sort((left, right) => quality(right.range) - quality(left.range) || left.index - right.index)
    .map(({ range }) => range);
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/**
 * Whether a person reads the answer: then JSON is indented.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/negotiation/negotiate.go `isPrettyPrint`.
 */
export function wantsIndentation({ query, headers }: ApiRequest): boolean {
  const pretty = query.get('pretty')?.[0] ?? '';
  if (pretty !== '') return TRUE_WORDS.has(pretty);
  return /^(?:curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

const FORMS: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

/**
 * Chooses the form of the answer: the first acceptable entry that can be served. Protobuf is never written, because
 * every client that asks for it also takes JSON. Throws NotAcceptable.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/negotiation/negotiate.go.
 */
export function negotiate(request: ApiRequest, allowsForms: boolean): Negotiated {
  const isPretty = wantsIndentation(request);
  const header = request.headers['accept'] ?? '';
  const ranges = header.trim() === '' ? [{ type: '*/*', parameters: {} }] : parseAccept(header);
  for (const { type, parameters } of ranges) {
    if (!['application/json', 'application/*', '*/*', 'application/yaml'].includes(type)) continue;
    const contentType = type === 'application/yaml' ? type : 'application/json';
    const as = parameters['as'];
    if (as === undefined) return { form: 'object', formVersion: 'v1', contentType, isPretty };
    const { g: group, v: version } = parameters;
    if (!allowsForms || group !== 'meta.k8s.io' || !FORMS.has(as)) continue;
    if (version !== 'v1' && version !== 'v1beta1') continue;
    return { form: as as AnswerForm, formVersion: version, contentType, isPretty };
  }
  throw statusErrors.notAcceptable(`only the following media types are accepted: ${MEDIA_TYPES}`);
}
