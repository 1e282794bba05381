// Keeps drafts on the server while somebody writes: forms marked data-autosave="/address" are sent there a moment after the
// typing stops and when a field is left. The server answers 204 with the hour. Nothing is ever kept in the browser.

const PAUSE = 3000;
// A field is also left for the button that sends: the form itself then brings the text, and a save after it would bring it back.
const AFTER_LEAVING = 300;
const known = new WeakMap();

function stateOf(form) {
  if (!known.has(form)) known.set(form, { typed: false, timer: 0, sending: null, sent: false, stop: null });
  return known.get(form);
}

function fields(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
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
  const text = fields(form);
  if (state.sent || !state.typed) return true;
  state.sending = send(form, text);
  return state.sending;
}

async function send(form, text) {
  const stop = new AbortController();
  stateOf(form).stop = stop;
  try {
    const headers = { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch(form.dataset.autosave, { method: "post", headers, body: text, redirect: "error", signal: stop.signal });
    if (answer.status !== 204) throw new Error(answer.statusText);
    if (fields(form) === text) {
      stateOf(form).typed = false;
      delete form.dataset.typed;
    }
    if (form.elements.shown) form.elements.shown.value = answer.headers.get("X-Shown");
    tell(form, "saved", answer.headers.get("X-Saved-At") ?? "");
    return true;
  } catch {
    if (!stop.signal.aborted) tell(form, "failed");
    return false;
  }
}

const formOf = (event) => event.target.form?.closest("form[data-autosave]");


function saveIn(form, pause) {
  if (!form) return;
  const state = stateOf(form);
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => save(form), pause);
}

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (form) stateOf(form).typed = true;
  saveIn(form, PAUSE);
});
document.addEventListener("focusout", (event) => saveIn(formOf(event), AFTER_LEAVING));
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-autosave]") || event.defaultPrevented) return;
  const state = stateOf(event.target);
  state.sent = true;
  window.clearTimeout(state.timer);
  state.stop?.abort();
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) stateOf(form).sent = false;
});
document.addEventListener("text:save", (event) => {
  for (const form of document.querySelectorAll("form[data-autosave]")) event.detail.push(save(form));
});
