// Single keys for those who have asked for them in their settings (WCAG 2.1.4). Each does what something visible on the page does:
// it moves the focus to a field, or presses what is there. A key whose control is not on the page does nothing.

const SHEET = document.body.dataset.shortcuts;
const FIELDS = { d: "target", e: "final_reply", m: "counter_question", n: "note" };
const PRESSED = { t: "button[formaction$='/take']", z: "form[action$='/undo'] button" };
const TYPING = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";

const rows = () => [...document.querySelectorAll("#inbox tbody tr")];
const linkOf = (row) => row?.querySelector("td a[href], th a[href]");
const rowOf = (element) => rows().find((row) => row.contains(element));

/** To the row after (1) or before (-1) the one with the focus; the first or the last when none has it. */
function moveInList(step) {
  const all = rows();
  const now = all.indexOf(rowOf(document.activeElement));
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  linkOf(all[next])?.focus();
}

function inList(key) {
  const row = rowOf(document.activeElement);
  if (key === "j") moveInList(1);
  else if (key === "k") moveInList(-1);
  else if (key === "o") linkOf(row)?.click();
  else if (key === "x") row?.querySelector("input[name=case]")?.click();
  else return press(`[data-key="${key}"]`) || press(PRESSED[key]);
  return true;
}

function press(selector) {
  const control = selector && document.querySelector(selector);
  control?.click();
  return Boolean(control);
}

function focusField(name) {
  const field = name && document.querySelector(`main [name="${name}"]`);
  if (!field) return false;
  field.focus();
  field.scrollIntoView({ block: "center" });
  return true;
}

function follow(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  if (key === "?") window.location.assign(SHEET);
  else if (!/^[a-z]$/.test(key)) return;
  else if (rows().length ? inList(key) : focusField(FIELDS[key]) || press(PRESSED[key]) || press(`[data-key="${key}"]`)) {
    event.preventDefault();
  }
}

if (SHEET) document.addEventListener("keydown", follow);
