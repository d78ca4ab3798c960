// A form that takes a folder or an archive: <form data-upload …> with the parts that templates/components/drop.html gives it.
// Where scripts do not run, the form sends the archive by itself.
import { droppedFiles, pickedFiles } from "./folder_files.js";
import { uploadArchive, uploadFolder } from "./uploading.js";

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz|tar\.xz|tar\.bz2|txz|tbz2?)$/i;

for (const form of document.querySelectorAll("form[data-upload]")) new Upload(form).start();

function Upload(form) {
  const part = (name) => form.querySelector(`[data-upload-${name}]`);
  const drop = part("drop");
  let stop;

  this.start = () => {
    part("pick-folder").addEventListener("click", () => part("folder").click());
    part("pick-archive").addEventListener("click", () => part("archive").click());
    part("folder").addEventListener("change", (event) => folder(pickedFiles(event.target.files), event.target.files[0]?.webkitRelativePath.split("/")[0]));
    part("archive").addEventListener("change", (event) => event.target.files[0] && archive(event.target.files[0]));
    part("cancel").addEventListener("click", () => stop?.abort());
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, over);
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.removeAttribute("data-over"));
    drop.addEventListener("drop", dropped);
    form.addEventListener("submit", (event) => event.preventDefault());
  };

  function over(event) {
    event.preventDefault();
    drop.setAttribute("data-over", "");
  }

  async function dropped(event) {
    event.preventDefault();
    const [only, more] = event.dataTransfer.files;
    if (!stop && only && !more && ARCHIVE.test(only.name)) return archive(only);
    const { files, name } = await droppedFiles(event.dataTransfer);
    folder(files, name);
  }

  function folder(files, name) {
    if (!files.length) return fail(new Error("There are no files in it. Choose a folder with your script."));
    const urls = { chosen: form.dataset.chosen, missing: form.dataset.missing, contents: form.dataset.contents, snapshot: form.dataset.snapshot };
    run(name, (how) => uploadFolder(files, fields(), urls, how));
  }

  function archive(file) {
    run(file.name.replace(ARCHIVE, ""), (how) => uploadArchive(file, fields(), form.dataset.archive, how));
  }

  async function run(name, upload) {
    if (stop) return;
    if (!named(name)) return;
    stop = new AbortController();
    busy(true);
    try {
      const { url } = await upload({ tell, signal: stop.signal });
      location.assign(url);
    } catch (trouble) {
      fail(trouble);
    } finally {
      stop = undefined;
    }
  }

  // A source that has no name yet is called like its folder.
  function named(name) {
    const input = form.elements.name;
    if (input && !input.value) input.value = (name ?? "").trim();
    return form.reportValidity();
  }

  function fields() {
    return Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"));
  }

  function busy(on) {
    drop.toggleAttribute("data-busy", on);
    part("progress").hidden = !on;
    part("error").hidden = true;
  }

  function tell(words, done, of) {
    if (words) part("words").textContent = words;
    const bar = part("bar");
    if (of) bar.value = done / of;
    else bar.removeAttribute("value");
    part("share").textContent = of ? `${Math.floor((100 * done) / of)} %` : "";
  }

  function fail(trouble) {
    busy(false);
    // The same folder may be chosen again: without this the browser would see no change.
    for (const name of ["folder", "archive"]) part(name).value = "";
    if (trouble.name === "AbortError") return;
    part("error-words").textContent = trouble.message;
    part("error").hidden = false;
  }
}
