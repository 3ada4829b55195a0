/** gRPC over HTTP/2, for programs that serve it and for who asks whether they are well. */
export { type GrpcCall, GrpcClient } from './call-grpc';
export { HttpFrameError } from './frames';
export { type GrpcCode, GrpcError } from './grpc-status';
export { grpcHealth, HEALTH_CHECK, healthRequest, type ServingStatus, statusIn } from './health';
export { type GrpcMethod, type GrpcMethods, serveGrpc, serveGrpcOver } from './serve-grpc';
