// Keeps what is shown up to date without a person asking: <div data-poll="/address" data-poll-seconds="60"> gets its content anew.
// The server answers with a fragment. In it <data data-key="…"> gives the text of [data-count="…"] or of the number in it, and data-news="3" how much is new.
// data-poll-title: that number stands first in the page's title, from the beginning and until it is gone.

const TICK = 1000;
const due = new WeakMap();
const shown = new WeakMap();
const title = document.title;
let typed = 0;

function keepCounts(fragment) {
  for (const number of fragment.querySelectorAll("data[data-key]")) {
    const place = document.querySelector(`[data-count="${CSS.escape(number.dataset.key)}"]`);
    if (!place) continue;
    const count = place.querySelector(".tabs__count, .card__count") ?? place;
    count.textContent = number.textContent;
    count.classList.toggle("card__count--none", count.matches(".card__count") && number.value === "0");
  }
  const news = fragment.querySelector("[data-news]");
  if (news || fragment.hasAttribute("data-poll-title")) document.title = news ? `(${news.dataset.news}) ${title}` : title;
}

async function poll(place) {
  due.set(place, Date.now() + Number(place.dataset.pollSeconds || 60) * 1000);
  const headers = { "X-Poll": "1", ...(Date.now() - typed < 45_000 && { "X-Writing": "1" }) };
  await window.htmx.ajax("GET", place.dataset.poll, { target: place, source: place, swap: "innerHTML", headers });
}

function tick() {
  if (document.hidden) return;
  for (const place of document.querySelectorAll("[data-poll]")) {
    if (!due.has(place)) due.set(place, Date.now() + Number(place.dataset.pollSeconds || 60) * 1000);
    else if (Date.now() >= due.get(place)) poll(place);
  }
}

// The same content again would only be read out once more; and an error is no content: the session may be over, or the page no longer the reader's.
document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement: place, response, text } = event.detail.ctx;
  if (!place?.hasAttribute("data-poll")) return;
  document.dispatchEvent(new CustomEvent("page:answered", { detail: response.raw }));
  if (response.raw.status === 200 && shown.get(place) !== text) shown.set(place, text);
  else event.preventDefault();
  if ([401, 403, 404].includes(response.raw.status)) due.set(place, Infinity);
});
document.addEventListener("htmx:after:swap", (event) => {
  const place = event.detail.ctx?.sourceElement;
  if (place?.hasAttribute("data-poll")) keepCounts(place);
});
document.addEventListener("input", (event) => {
  if (event.target.form?.hasAttribute("data-guard")) typed = Date.now();
});
document.addEventListener("visibilitychange", tick);
// A page with something wrong in it says so first, as app.js does with the focus.
if (!document.querySelector("[data-focus]")) for (const place of document.querySelectorAll("[data-poll-title]")) keepCounts(place);
window.setInterval(tick, TICK);
