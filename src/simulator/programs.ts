/** What images of your own are written with: their description, and what their programs see. */
export { defineImage, type Image, type ImageDefinition, type ImageReference, isDescribedImage } from './images';
export { alpineBaseLayer, debianBaseLayer } from './images/tools';
export {
  type Connection,
  type Coroutine,
  type FileDefinition,
  type FileLayer,
  type FileSystem,
  type HttpRequest,
  type HttpResponse,
  isSystemError,
  jsonResponse,
  type Process,
  type Program,
  readBodyText,
  readJson,
  type ReceivedRequest,
  request,
  resolve,
  serveHttp,
  type Stream,
  SystemError,
  textResponse,
  waitForEver,
} from './process';
