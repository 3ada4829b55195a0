const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes per call of String.fromCharCode, whose arguments go on the stack. */
const CHUNK = 0x2000;

/** Text as base64 of its UTF-8 form. */
export function encodeBase64(text: string): string {
  const bytes = encoder.encode(text);
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

/** The bytes that base64 stands for. */
export const decodeBase64 = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** The UTF-8 text that base64 stands for. */
export const decodeBase64Text = (base64: string): string => decoder.decode(decodeBase64(base64));

/** How many bytes base64 stands for. */
export function base64Length(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}
