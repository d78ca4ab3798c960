// What somebody chose or dropped, as [{path, file}]: paths below the chosen folder, the folder's own name left out.

/** Of <input type="file" webkitdirectory>. */
export function pickedFiles(list) {
  return [...list].map((file) => ({ path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name, file }));
}

/** Of a drop: {files, name}. One folder is the tree itself; several things are a tree of them. */
export async function droppedFiles(transfer) {
  // Entries must be taken before the first wait: the browser empties the list after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const single = entries.length === 1 && entries[0].isDirectory;
  const found = [];
  for (const entry of single ? await children(entries[0]) : entries) await collect(entry, "", found);
  return { files: found, name: single ? entries[0].name : "" };
}

async function collect(entry, folder, found) {
  const path = folder + entry.name;
  if (entry.isFile) found.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
  else for (const child of await children(entry)) await collect(child, `${path}/`, found);
}

async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    // A reader gives at most a hundred entries at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}
