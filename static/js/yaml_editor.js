// A textarea[data-yaml="<url of ace.js>"] as a real editor. Until Ace has come, and without it, the textarea is the editor.
//   const yaml = await openYaml(textarea, schema); yaml.text; yaml.replace(text); yaml.mark(findings); yaml.goto(line, column)
import { completer } from "./yaml_completion.js";

const THEME = { cssClass: "ace-trainshed", cssText: "", isDark: false };

export async function openYaml(textarea, names) {
  const ace = await load(textarea.dataset.yaml);
  const place = document.createElement("div");
  place.className = "yaml-editor";
  textarea.after(place);
  textarea.hidden = true;
  return new Yaml(ace, place, textarea, names);
}

function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.addEventListener("load", () => resolve(prepared(window.ace, url)));
    script.addEventListener("error", () => reject(new Error("The editor could not be loaded: the text field does the same.")));
    document.head.append(script);
  });
}

// Nothing of it may write styles into the page or start a worker from a blob: the Content-Security-Policy forbids both.
async function prepared(ace, url) {
  ace.config.set("basePath", url.slice(0, url.lastIndexOf("/")));
  ace.config.set("useStrictCSP", true);
  ace.config.set("loadWorkerFromBlob", false);
  await new Promise((done) => ace.config.loadModule("ace/ext/language_tools", done));
  return ace;
}

class Yaml {
  constructor(ace, place, textarea, names) {
    this.ace = ace;
    this.textarea = textarea;
    this.markers = [];
    this.quiet = false; // while a text is put in by us: that is no edit of the person
    this.editor = ace.edit(place, {
      value: textarea.value,
      theme: THEME,
      tabSize: 2,
      useSoftTabs: true,
      useWorker: false,
      showPrintMargin: false,
      scrollPastEnd: 0.2,
      enableBasicAutocompletion: true,
      enableLiveAutocompletion: true,
      enableKeyboardAccessibility: true,
      textInputAriaLabel: label(textarea),
    });
    this.editor.session.setMode("ace/mode/yaml");
    this.editor.completers = [completer(names)];
    this.editor.textInput.getElement().setAttribute("aria-label", label(textarea));
  }

  get text() {
    return this.editor.getValue();
  }

  onEdit(listener) {
    this.editor.session.on("change", () => {
      this.textarea.value = this.text;
      if (!this.quiet) listener();
    });
  }

  // Only the lines that differ are replaced, so that cursor, scroll position and undo history stay.
  replace(text) {
    const before = this.text.split("\n");
    const after = text.split("\n");
    let head = 0;
    while (head < Math.min(before.length, after.length) && before[head] === after[head]) head += 1;
    let tail = 0;
    while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
    if (head === before.length && head === after.length) return;
    this.quiet = true;
    this.swap(before, after, head, tail);
    this.quiet = false;
  }

  swap(before, after, head, tail) {
    const { Range } = this.ace.require("ace/range");
    const lines = after.slice(head, after.length - tail);
    const first = Math.min(head, before.length - 1);
    const last = before.length - tail;
    // Whole lines: up to the beginning of the first that stays, or to the very end where none does.
    if (tail > 0) this.editor.session.replace(new Range(first, 0, last, 0), lines.map((line) => `${line}\n`).join(""));
    else if (head < before.length) this.editor.session.replace(new Range(first, 0, before.length - 1, before.at(-1).length), lines.join("\n"));
    else this.editor.session.insert({ row: first, column: before.at(-1).length }, `\n${lines.join("\n")}`);
  }

  mark(findings) {
    const { session } = this.editor;
    const placed = findings.filter((finding) => finding.line);
    session.setAnnotations(placed.map((finding) => annotation(finding)));
    this.markers.forEach((marker) => session.removeMarker(marker));
    const { Range } = this.ace.require("ace/range");
    const shown = placed.filter((finding) => finding.level !== "hint");
    this.markers = shown.map((finding) => {
      const row = finding.line - 1;
      return session.addMarker(new Range(row, 0, row, 1), `yaml-mark yaml-mark-${finding.level}`, "fullLine");
    });
  }

  goto(line, column) {
    this.editor.gotoLine(line, Math.max(0, column - 1), true);
    this.editor.focus();
  }
}

function label(textarea) {
  return textarea.dataset.label ?? "YAML of the configuration";
}

function annotation(finding) {
  const type = finding.level === "hint" ? "info" : finding.level;
  return { row: finding.line - 1, column: (finding.column ?? 1) - 1, text: finding.message, type };
}
