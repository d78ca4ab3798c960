// The name that git gives to a file's content: sha1("blob <length>\0" + content), in hex.
import { sha1 } from "./sha1.js";

export async function gitHash(bytes) {
  const head = new TextEncoder().encode(`blob ${bytes.byteLength}\0`);
  const whole = new Uint8Array(head.length + bytes.byteLength);
  whole.set(head);
  whole.set(new Uint8Array(bytes), head.length);
  // crypto.subtle exists on https and localhost only; a studio on http://host must do without.
  const digest = globalThis.crypto?.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-1", whole)) : sha1(whole);
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
