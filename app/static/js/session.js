// Asks some time before the login session ends, and tells when it has. What is typed is saved first, where the page can.
// When the page is answered as somebody else's, since another person has logged in here, it shows nothing more.

const RETRY = 10_000;
const dialog = document.getElementById("session-end");
const WARNING = Number(dialog?.dataset.warning) * 1000;
let end = Date.now() + Number(dialog?.dataset.left) * 1000;
let timer;
let isLeaving = false;

/** Save what is typed; gives "saved", "unsaved", or nothing when nothing was typed. */
async function saveTyped() {
  const saving = [];
  document.dispatchEvent(new CustomEvent("text:save", { detail: saving }));
  const failed = (await Promise.all(saving)).includes(false);
  if (failed || document.querySelector("form[data-typed]:not([data-autosave])")) return "unsaved";
  return document.querySelector("form[data-autosave]") ? "saved" : "";
}

/** What the server says of the session, null when it has ended; an answer that does not come is an error. */
async function ask(address, options) {
  const answer = await fetch(address, { headers: { "X-Poll": "1" }, ...options });
  if (await leaveToAnother(answer)) return new Promise(() => {});
  if (answer.redirected || [400, 401, 403, 409].includes(answer.status)) return null;
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** True when the page is left. What is typed and cannot be kept for its writer keeps the page where it is. */
async function leaveToAnother(answer) {
  const person = answer.headers.get("X-Person");
  if (!person || person === document.body.dataset.person) return false;
  if (isLeaving) return true;
  isLeaving = true;
  const text = await saveTyped();
  isLeaving = text !== "unsaved";
  if (isLeaving) window.location.replace(text ? `${dialog.dataset.elsewhere}?kept` : dialog.dataset.elsewhere);
  return isLeaving;
}

function show(part, text) {
  for (const one of dialog.querySelectorAll("[data-part]")) one.hidden = one.dataset.part !== part;
  for (const one of dialog.querySelectorAll("[data-text]")) one.hidden = one.dataset.text !== text;
  dialog.setAttribute("aria-labelledby", `session-${part}`);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("form:not([hidden]) :is(a, button)").focus();
}

function wait(milliseconds) {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => check(), Math.max(milliseconds, 1000));
}

function lasts(told) {
  end = Date.now() + told.left * 1000;
  const left = end - Date.now();
  if (left > WARNING) {
    if (dialog.open) dialog.close();
    wait(left - WARNING);
    return true;
  }
  wait(left);
  return false;
}

/** By the page's own reckoning it is time; but another window may have been at work, so the server has the last word. */
async function check(always = false) {
  if (!always && end - Date.now() > WARNING) return wait(end - Date.now() - WARNING);
  try {
    const text = await saveTyped();
    const told = await ask(dialog.dataset.ask);
    if (!told) return show("ended", text);
    const asked = dialog.dataset.asked === "yes";
    if (lasts(told)) delete dialog.dataset.asked;
    else if (!asked) {
      dialog.dataset.asked = "yes";
      show(told.extendable ? "warning" : "last", text);
    }
  } catch {
    wait(RETRY);
  }
}

async function goOn(event) {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  try {
    const told = await ask(form.action, { method: "post", body: new URLSearchParams(new FormData(form)) });
    if (!told) return show("ended", await saveTyped());
    delete dialog.dataset.asked;
    dialog.close();
    lasts(told);
  } catch {
    wait(RETRY);
  }
}

if (dialog) {
  dialog.addEventListener("submit", goOn);
  document.addEventListener("visibilitychange", () => document.hidden || check(true));
  document.addEventListener("page:answered", (event) => leaveToAnother(event.detail));
  check();
}
