import { statusErrors } from '../../api';
import type { ResourceRegistry } from '../../resources/registry';
import { openApiV2ProtobufWith, openApiV3, openApiV3Paths } from '../../schema';
import { jsonAnswer, statusAnswer } from '../answer';
import { parseAccept } from '../negotiation';
import type { ApiAnswer, ApiRequest } from '../request';
import { CachedDocuments } from './cached-documents';
import { customDefinitions, customOpenApi, customOpenApiPaths } from './custom-open-api';

const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const V2_PROTOBUF_ANSWER = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const FOR_EVER = { 'cache-control': 'public, immutable', expires: 'Fri, 31 Dec 9999 23:59:59 GMT' };
const V3 = '/openapi/v3';

/** The documents in which the API describes itself, those of custom resources among them. */
export class OpenApiEndpoints {
  private readonly documents = new CachedDocuments();
  private version2: { readonly generation: number; readonly bytes: Uint8Array } | undefined;

  constructor(private readonly registry: ResourceRegistry) {}

  /** Answers `/openapi/v2`, `/openapi/v3` and the documents below it; undefined for other paths. */
  answer(request: ApiRequest): ApiAnswer | undefined {
    const { path } = request;
    if (path === '/openapi/v2') return this.answerVersion2(request);
    if (path === V3 || path === `${V3}/`) return jsonAnswer(200, JSON.stringify(this.paths()));
    if (!path.startsWith(`${V3}/`)) return undefined;
    const name = path.slice(V3.length + 1);
    const { generation } = this.registry;
    const answer =
      this.documents.answer(request, name, 0, () => openApiV3(name)) ??
      this.documents.answer(request, name, generation, () => customOpenApi(this.registry, name));
    if (answer === undefined || !request.query.has('hash')) return answer;
    return { ...answer, headers: { ...answer.headers, ...FOR_EVER } };
  }

  private answerVersion2(request: ApiRequest): ApiAnswer {
    const accepted = parseAccept(request.headers['accept'] ?? '*/*').map(({ type }) => type);
    if (accepted.includes(V2_PROTOBUF) || accepted.includes(V2_PROTOBUF_ANSWER)) {
      return { status: 200, headers: { 'content-type': V2_PROTOBUF_ANSWER }, body: this.version2Document() };
    }
    if (accepted.some((type) => ['application/json', 'application/*', '*/*'].includes(type))) {
      const { status } = statusErrors.notAcceptable('/openapi/v2 is served in protobuf only; /openapi/v3 in JSON');
      return statusAnswer(status);
    }
    return { status: 406, headers: {}, body: '' };
  }

  /** The document of version 2, made anew when custom resources have come or gone. */
  private version2Document(): Uint8Array {
    const { generation } = this.registry;
    if (this.version2?.generation !== generation) {
      this.version2 = { generation, bytes: openApiV2ProtobufWith(customDefinitions(this.registry)) };
    }
    return this.version2.bytes;
  }

  private paths(): object {
    return { paths: { ...openApiV3Paths().paths, ...customOpenApiPaths(this.registry) } };
  }
}
