/** What a simulated program sees: coroutines, streams, files, the network, signals. The shell, for images only, is ./shell. */
export { ByteQueue } from './byte-queue';
export { checkpoint, type Coroutine, runTask, type Task, type Wait, waitFor, waitForEver } from './coroutine';
export type { ContainerEnd, ContainerOptions, ContainerProcesses } from './container';
export { decodeAscii, decodeText, encodePassingText, encodeText, joinBytes } from './encoding';
export type { FileDefinition, FileLayer, FileViewer } from './file-layer';
export type { DirectoryEntry, FileStat, FileSystem, FileType, MountInfo, OpenFile, OpenOptions } from './file-system';
export { ForwardedConnection } from './forwarded-connection';
export {
  BASE_LAYER,
  createFiles,
  etcMounts,
  type EtcTexts,
  filesOf,
  type FilesOptions,
  type Mount,
  partOf,
  systemMounts,
  type SystemPorts,
  Volume,
  type VolumeOptions,
} from './files';
export {
  GrpcClient,
  GrpcError,
  grpcHealth,
  type GrpcMethod,
  type GrpcMethods,
  HEALTH_CHECK,
  healthRequest,
  HttpFrameError,
  serveGrpc,
  serveGrpcOver,
  type ServingStatus,
  statusIn,
} from './grpc';
export {
  completeResponse,
  exchangeOver,
  headerName,
  httpDate,
  jsonResponse,
  readAll,
  readBodyText,
  readJson,
  request,
  type RequestOptions,
  type ResponseOptions,
  serveHttp,
  serveHttpOver,
  statusText,
  textResponse,
} from './http';
export type { HttpBody, HttpHeaders, HttpRequest, HttpResponse, ReceivedRequest } from './http-message';
export {
  createPipe,
  createProcessor,
  delay,
  endedBy,
  findSignal,
  nullStream,
  planForProgram,
  type ProcessTable,
  signalNumber,
  startContainer,
  Terminal,
  type TerminalListener,
  type TerminalMode,
  terminalOf,
} from './kernel';
export {
  type CertificateFor,
  type ClientConnection,
  type ConnectOptions,
  type DnsAnswer,
  type DnsRecord,
  type DnsType,
  type HttpHandler,
  type Listener,
  type ListenOptions,
  type NetworkStack,
  ResolutionError,
  type SecureServer,
  type ServerCertificate,
} from './network-stack';
export type {
  MachineInfo,
  Process,
  ProcessExit,
  ProcessHandle,
  ProcessInfo,
  Program,
  Signal,
  SpawnOptions,
} from './process';
export type { Processor, ProcessorGroup, ProcessorWork } from './processor';
export { candidatesOf, readResolverSettings, resolve, type ResolverSettings } from './resolver';
export type { ByteReader, ByteWriter, Connection, Stream, TerminalSize } from './streams';
export { StacklessError } from './stackless-error';
export { type ErrorCode, isSystemError, SystemError } from './system-error';
export { limitTime } from './time-limit';
export { WaitList } from './wait-list';
