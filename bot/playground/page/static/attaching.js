// Files that go with what is written: chosen by the button beside the box, listed under it, taken out one by one.
import { complain } from "/static/ask.js";

const MOST_BYTES = 10 * 1024 * 1024;
const chosen = new WeakMap();

export const filesOf = (form) => chosen.get(form) ?? [];

const sizeOf = ({ size }) => `${Math.ceil(size / 1024).toLocaleString("en")} KB`;

function lineOf(file) {
  const line = document.createElement("li");
  const name = document.createElement("bdi");
  name.textContent = file.name;
  const size = document.createElement("span");
  size.className = "quiet";
  size.textContent = sizeOf(file);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "link";
  remove.dataset.do = "detach";
  remove.textContent = "Remove";
  remove.setAttribute("aria-label", `Remove ${file.name}`);
  line.append(name, " ", size, " ", remove);
  return line;
}

// Takes these files in the place of those that were chosen before.
export function choose(form, files) {
  chosen.set(form, files);
  const list = form.querySelector(".chosen");
  list.replaceChildren(...files.map(lineOf));
  list.hidden = !files.length;
}

const read = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, content: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

// The files as the server takes them: names, and bytes in base64.
export const contents = (files) => Promise.all(files.map(read));

function add(form, files) {
  const all = [...filesOf(form), ...files];
  const fits = all.reduce((sum, file) => sum + file.size, 0) <= MOST_BYTES;
  complain(fits ? "" : "Files of at most 10 MB in all go with one message.", form.querySelector(".complaint"));
  if (fits) choose(form, all);
  form.elements.text.focus();
}

function pick(form) {
  const picker = document.createElement("input");
  picker.type = "file";
  picker.multiple = true;
  picker.addEventListener("change", () => add(form, [...picker.files]));
  picker.click();
}

export function start() {
  document.addEventListener("click", ({ target }) => {
    const form = target.closest(".composer");
    if (!form) return;
    if (target.closest("[data-do=attach]")) pick(form);
    const remove = target.closest("[data-do=detach]");
    if (!remove) return;
    const place = [...form.querySelectorAll(".chosen li")].indexOf(remove.closest("li"));
    choose(form, filesOf(form).filter((_, number) => number !== place));
    form.querySelector("[data-do=attach]").focus();
  });
}
