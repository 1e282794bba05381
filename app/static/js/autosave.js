// Keeps drafts on the server while somebody writes: forms marked data-autosave="/address" are sent there a moment after the
// typing stops, but never later than LATEST after the first letter that is not saved, when a field is left, and at once when
// the page is hidden or left. The server answers with the hour. No text is ever kept in the browser.
// Whatever is sent of such a form says which of the page's saves it is: one that is overtaken on its way, by the save of a
// page that is left or by a pressed button, is stored no more. One that comes from a page which had not seen what is kept is
// joined to it, and the answer says how.

const PAUSE = 3000;
// Whoever writes without a pause, on a telephone that dies, loses less than ten seconds: the way to the server is in it.
const LATEST = 8000;
const RETRY = 10_000;
// A field is also left for the button that sends: the form itself then brings the text, and a save after it would bring it back.
const AFTER_LEAVING = 300;
// A browser carries this much of a request on after its page is gone; a longer text is sent while the page is there.
const OUTLIVES = 60_000;
// The next page may be drawn before the last save of the one before it is there: it asks so long after it is shown.
const ASKS = [0, 500, 500, 1000, 2000, 4000];
const LEFT = "left-unsaved";
const PAGE = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, "0")).join("");
const known = new WeakMap();
let number = 0;

function stateOf(form) {
  if (!known.has(form)) known.set(form, { typed: false, since: 0, timer: 0, sending: null, under: "", number: 0, sent: false, stop: null });
  return known.get(form);
}

function fields(form) {
  const written = [...new FormData(form)].filter(([name, value]) => name !== "page_save" && typeof value === "string");
  return new URLSearchParams(written).toString();
}

function tell(form, kind, hour) {
  const place = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
  if (place) place.textContent = (place.dataset[kind] ?? "").replace("{hour}", hour);
}

/** Save what has changed; true when everything is kept. One request at a time: the last text wins. */
async function save(form) {
  const state = stateOf(form);
  window.clearTimeout(state.timer);
  await state.sending;
  if (state.sent || !state.typed) return true;
  return begin(form);
}

/** Put before what is typed what the page had not seen; the cursor stays where it was. */
function join(form, text, joined) {
  const sent = new URLSearchParams(text);
  for (const [name, whole] of Object.entries(joined)) {
    const [field, was] = [form.elements[name], sent.get(name) ?? ""];
    const unseen = whole.endsWith(was) ? whole.slice(0, whole.length - was.length) : `${whole}\n\n`;
    if (field.value === was && !whole.endsWith(was)) field.value = whole;
    else field.setRangeText(unseen, 0, 0, "preserve");
  }
}

function begin(form) {
  const state = stateOf(form);
  window.clearTimeout(state.timer);
  state.since = 0;
  state.sending = send(form, fields(form));
  return state.sending;
}

async function post(form, text, mine = ++number, signal = null) {
  const headers = { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded" };
  const body = `${text}&page_save=${PAGE}.${mine}`;
  const keepalive = text.length < OUTLIVES;
  const answer = await fetch(form.dataset.autosave, { method: "post", headers, body, redirect: "error", signal, keepalive });
  // Somebody else has logged in here: what the server has kept for its writer is in no need of this page.
  if (answer.headers.has("X-Kept")) settle(form, text);
  document.dispatchEvent(new CustomEvent("page:answered", { detail: answer }));
  return answer;
}

function settle(form, text) {
  if (fields(form) !== text) return;
  stateOf(form).typed = false;
  delete form.dataset.typed;
}

async function send(form, text) {
  const state = stateOf(form);
  const stop = new AbortController();
  const mine = ++number;
  state.number = mine;
  state.stop = stop;
  state.under = text;
  let answer = null;
  try {
    answer = await post(form, text, mine, stop.signal);
    if (answer.headers.has("X-Kept")) return true;
    if (!answer.ok) throw new Error(answer.statusText);
    const joined = answer.status === 200 ? await answer.json() : null;
    settle(form, text);
    if (state.number === mine) {
      form.elements.shown.value = answer.headers.get("X-Shown");
      if (joined) join(form, text, joined);
    }
    if (joined) typedIn(form);
    tell(form, joined ? "joined" : "saved", answer.headers.get("X-Saved-At") ?? "");
    return true;
  } catch {
    if (stop.signal.aborted) return false;
    tell(form, "failed");
    if (!answer || answer.status >= 500) saveIn(form, RETRY);
    return false;
  } finally {
    if (state.under === text) state.under = "";
  }
}

const formOf = (event) => event.target.form?.closest("form[data-autosave]");

function saveIn(form, pause) {
  if (!form) return;
  const state = stateOf(form);
  window.clearTimeout(state.timer);
  const left = state.since ? state.since + LATEST - Date.now() : pause;
  state.timer = window.setTimeout(() => save(form), Math.max(0, Math.min(pause, left)));
}

/** The page that was left here was not saved when this one was asked for: if this one shows an older text, it is drawn anew. */
async function askForNewer() {
  if (!window.sessionStorage.getItem(LEFT)) return;
  window.sessionStorage.removeItem(LEFT);
  for (const pause of ASKS) {
    await new Promise((done) => window.setTimeout(done, pause));
    for (const form of document.querySelectorAll("form[data-autosave]")) {
      if (stateOf(form).typed || stateOf(form).sent || document.querySelector("[data-focus]")) return;
      const answer = await post(form, fields(form)).catch(() => null);
      if (answer?.headers.has("X-Newer") && !stateOf(form).typed && !stateOf(form).sent) return window.location.reload();
    }
  }
}

/** The page may never be seen again, so nothing is waited for; what is on its way already is not sent twice. */
function saveLeaving() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const state = stateOf(form);
    if (state.typed && !state.sent && state.under !== fields(form)) begin(form);
  }
}

function typedIn(form) {
  if (!form) return;
  const state = stateOf(form);
  state.typed = true;
  state.since ||= Date.now();
  saveIn(form, PAUSE);
}

function saveBeforeNext() {
  const isUnsaved = (form) => stateOf(form).typed && !stateOf(form).sent;
  if ([...document.querySelectorAll("form[data-autosave]")].some(isUnsaved)) window.sessionStorage.setItem(LEFT, "yes");
  saveLeaving();
}

document.addEventListener("input", (event) => typedIn(formOf(event)));
document.addEventListener("focusout", (event) => saveIn(formOf(event), AFTER_LEAVING));
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-autosave]") || event.defaultPrevented) return;
  const state = stateOf(event.target);
  state.sent = true;
  window.clearTimeout(state.timer);
  state.stop?.abort();
});
document.addEventListener("formdata", (event) => {
  if (event.target.matches("form[data-autosave]")) event.formData.set("page_save", `${PAGE}.${++number}`);
});
document.addEventListener("visibilitychange", () => document.hidden && saveLeaving());
// Before the next page is asked for, so that it is drawn with what is saved here; but that may be drawn first all the same,
// also when the save is answered before this page is gone.
window.addEventListener("beforeunload", saveBeforeNext);
window.addEventListener("pagehide", saveBeforeNext);
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) stateOf(form).sent = false;
  askForNewer();
});
document.addEventListener("text:save", (event) => {
  for (const form of document.querySelectorAll("form[data-autosave]")) event.detail.push(save(form));
});
