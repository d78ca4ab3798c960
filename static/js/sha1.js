// SHA-1 (FIPS 180-4) for pages that are not on https. Git's names are made with it; nothing here relies on its strength.
export function sha1(bytes) {
  const words = padded(bytes);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const schedule = new Int32Array(80);
  for (let block = 0; block < words.length; block += 16) {
    schedule.set(words.subarray(block, block + 16));
    round(state, schedule);
  }
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, at) => digest.setInt32(at * 4, word));
  return new Uint8Array(digest.buffer);
}

// A one bit, zeros, and the length in bits, up to whole blocks of 64 bytes; as big-endian words.
function padded(bytes) {
  const length = ((bytes.length + 8) >> 6 << 6) + 64;
  const view = new DataView(new ArrayBuffer(length));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(length - 4, (bytes.length << 3) >>> 0);
  const words = new Int32Array(length / 4);
  for (let at = 0; at < words.length; at++) words[at] = view.getInt32(at * 4);
  return words;
}

function round(state, w) {
  for (let t = 16; t < 80; t++) w[t] = turn(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  let [a, b, c, d, e] = state;
  for (let t = 0; t < 80; t++) {
    const next = (turn(a, 5) + mix(t, b, c, d) + e + w[t]) | 0;
    e = d;
    d = c;
    c = turn(b, 30);
    b = a;
    a = next;
  }
  [a, b, c, d, e].forEach((word, at) => (state[at] = (state[at] + word) | 0));
}

function mix(t, b, c, d) {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function turn(word, by) {
  return (word << by) | (word >>> (32 - by));
}
