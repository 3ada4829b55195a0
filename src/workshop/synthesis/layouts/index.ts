/** Folder layouts: the ways in which a text arranges the files of one application over versions and environments. */
export type { LayoutStyle } from './arrangements';
export { renderLayout } from './render-layout';
export { LAYOUT_STYLES, writeLayout } from './write-layout';
export type { LayoutOptions, WrittenLayout } from './write-layout';
