// The upload of a folder, step by step: ask which files a snapshot keeps, hash these, ask which contents the studio lacks,
// send them in batches, then name the whole tree. Each step may be done twice; nothing is a snapshot before the last.
import { gitHash } from "./git_hash.js";

const BATCH_BYTES = 8 * 2 ** 20;
const BATCH_FILES = 400;
const FILE = "100644";

/** `urls`: {chosen, missing, contents, snapshot}; `tell(words, done, of)` is called as it goes on. Returns the answer of the last step. */
export async function uploadFolder(files, fields, urls, { tell, signal }) {
  tell("Reading the folder");
  const kept = await keptOf(files, urls.chosen, signal);
  if (!kept.length) throw new Error("Nothing in this folder is kept: its ignore files leave out everything. Choose another folder.");
  await hash(kept, tell, signal);
  const { missing } = await postJson(urls.missing, { hashes: [...new Set(kept.map((entry) => entry.hash))] }, signal);
  await send(kept, new Set(missing), urls.contents, tell, signal);
  tell("Making the snapshot");
  return postJson(urls.snapshot, { ...fields, files: Object.fromEntries(kept.map(({ path, hash }) => [path, [FILE, hash]])) }, signal);
}

// The studio decides by the same rules that it applies at the end, so that what is ignored is neither read nor sent.
async function keptOf(files, url, signal) {
  const texts = {};
  for (const { path, file } of files) if (path === ".amlignore" || path.split("/").at(-1) === ".gitignore") texts[path] = await file.text();
  const { paths } = await postJson(url, { paths: files.map(({ path }) => path), texts }, signal);
  const chosen = new Set(paths);
  return files.filter(({ path }) => chosen.has(path));
}

async function hash(entries, tell, signal) {
  for (const [at, entry] of entries.entries()) {
    signal.throwIfAborted();
    entry.hash = await gitHash(await content(entry));
    if (at % 20 === 0) tell("Comparing with what the studio has", at, entries.length);
  }
}

async function send(entries, missing, url, tell, signal) {
  const waiting = entries.filter(({ hash }) => missing.delete(hash));
  const total = waiting.reduce((sum, { file }) => sum + file.size, 0);
  let sent = 0;
  for (const batch of batches(waiting)) {
    tell(`Sending ${waiting.length === 1 ? "1 file" : `${waiting.length} files`}`, sent, total);
    const form = new FormData();
    for (const { hash, file } of batch) form.append("content", file, hash);
    await post(url, form, signal, (part) => tell(undefined, sent + part, total));
    sent += batch.reduce((sum, { file }) => sum + file.size, 0);
  }
}

function* batches(entries) {
  let batch = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length && (bytes + entry.file.size > BATCH_BYTES || batch.length >= BATCH_FILES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.file.size;
  }
  if (batch.length) yield batch;
}

async function content({ path, file }) {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Error(`${path} could not be read: it may have been changed or removed since it was chosen. Choose the folder again.`);
  }
}

/** An archive as it is; `tell` as above. */
export function uploadArchive(file, fields, url, { tell, signal }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("archive", file);
  tell(`Sending ${file.name}`, 0, file.size);
  return post(url, form, signal, (sent) => tell(sent < file.size ? undefined : "Unpacking and checking", sent, file.size));
}

function postJson(url, value, signal) {
  return post(url, new Blob([JSON.stringify(value)], { type: "application/json" }), signal);
}

// XMLHttpRequest, because fetch() tells nothing of how much of an upload has left.
function post(url, body, signal, progress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => answer(request, resolve, reject));
    request.addEventListener("error", () => reject(new Error("The studio could not be reached. What was sent is kept: try again and only the rest is sent.")));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort());
    signal.throwIfAborted();
    request.send(body);
  });
}

function answer(request, resolve, reject) {
  const value = parsed(request.responseText);
  if (request.status < 300 && value) return resolve(value);
  reject(new Error(value?.error ?? `The studio refused the upload (${request.status}). Reload the page and try again.`));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
