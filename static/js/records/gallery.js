// All images of a run in one card, and the lightbox that shows one of them large: arrow keys go from one to the next.
import { make } from "../make.js";
import { counted } from "../numbers.js";
import { Card } from "./card.js";

export class Gallery extends Card {
  build() {
    this.images = new Map(); // record and index -> {name, path, there, description}
    this.list = make("ul", { class: "gallery" });
    this.body.append(this.list);
    this.element.classList.add("chart-wide");
    this.part("name").textContent = "Images";
    this.part("actions").hidden = true;
    this.box = this.page.querySelector("[data-lightbox]");
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.querySelector("[data-lightbox-previous]").addEventListener("click", () => this.step(-1));
    this.box.querySelector("[data-lightbox-next]").addEventListener("click", () => this.step(1));
  }

  take(record, over) {
    this.over = over;
    record.rows.forEach(([path, , description, there], at) => this.images.set(`${record.name} ${String(record.start + at).padStart(9, "0")}`, { name: record.name, path, there, description: description || record.description }));
  }

  get shown() {
    return [...this.images].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image);
  }

  draw() {
    const images = this.shown;
    const away = images.filter((image) => !image.there).length;
    const note = away && (this.over ? `${counted(away, "file")} did not come with the run.` : "Pictures are shown once the run's files are collected.");
    this.say(counted(images.length, "image"), note || "");
    this.list.replaceChildren(...images.map((image, at) => make("li", {}, image.there === "picture" ? this.tile(image, at) : this.gap(image))));
  }

  tile(image, at) {
    const button = make("button", { type: "button", class: "tile", "aria-label": `Show ${image.name} large` }, make("img", { src: this.url(image), alt: image.description || image.name, loading: "lazy", decoding: "async" }));
    button.addEventListener("click", () => this.open(at));
    return make("figure", {}, button, caption(image));
  }

  gap(image) {
    const said = image.there ? make("a", { href: this.file(image) }, "Download") : make("span", {}, this.over ? "not collected" : "on its way");
    return make("figure", {}, make("div", { class: "tile tile-gap" }, said), caption(image));
  }

  url(image) {
    return this.page.dataset.imageUrl + quoted(image.path);
  }

  file(image) {
    return this.page.dataset.fileUrl + quoted(image.path);
  }

  open(at) {
    const there = this.shown;
    const image = there[at];
    this.at = at;
    const picture = this.box.querySelector("[data-lightbox-image]");
    picture.src = this.url(image);
    picture.alt = image.description || image.name;
    this.box.querySelector("[data-lightbox-name]").textContent = image.name;
    this.box.querySelector("[data-lightbox-path]").textContent = image.path;
    this.box.querySelector("[data-lightbox-place]").textContent = `${at + 1} of ${there.length}`;
    this.box.querySelector("[data-lightbox-file]").href = this.file(image);
    if (!this.box.open) this.box.showModal();
  }

  step(by) {
    const there = this.shown;
    for (let at = this.at + by; at >= 0 && at < there.length; at += by) if (there[at].there === "picture") return this.open(at);
  }

  key(event) {
    if (event.key === "ArrowLeft") this.step(-1);
    if (event.key === "ArrowRight") this.step(1);
  }
}

function quoted(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}

function caption(image) {
  return make("figcaption", {}, make("b", { class: "truncate" }, image.name), make("span", { class: "truncate faint", title: image.path }, image.path));
}
