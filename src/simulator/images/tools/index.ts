/** Small tools of Linux images: busybox, coreutils, curl and others, as layers of files. */
export {
  alpineBaseLayer,
  apkLayer,
  busyboxLayer,
  coreutilsLayer,
  curlLayer,
  debianBaseLayer,
  dnsLayer,
  pingLayer,
  procpsLayer,
  stressLayer,
  ubuntuLayer,
  wgetLayer,
} from './layers';
export { aptGet, type PackageRegistry, type SoftwarePackage } from './package-manager';
export { programOf, type Tool, ToolCall, type ToolStyle } from './tool';
