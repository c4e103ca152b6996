// Keeps the status page live. Events say that something changed; the page is then asked for again, and its parts take the place of the old
// ones, so that there is one way in which anything is shown. Whatever goes wrong here ends in the stale bar, never in old values that look new.
"use strict";
(() => {
  const HEARTBEAT = 5000; // the node sends at least this often
  const STALE_AFTER = 8000; // silence for longer is not silence, it is a fault
  const ASK_TIMEOUT = 4000;
  const FIRST_WAIT = 1000;
  const LONGEST_WAIT = 15000;

  const by = (id) => document.getElementById(id);
  const shown = new Map();
  let modes = modesOf(document);
  let core = 0; // core time of what is shown, ms
  let scale = 1;
  let takenAt = -Infinity; // performance.now() at which what is shown was known to be so
  let takenOn = -Infinity; // the same by the wall clock, which goes on while a phone sleeps
  let source = null;
  let wait = FIRST_WAIT;
  let retry = 0;
  let asking = false;
  let askAgain = false;
  let title = document.title.replace(/^STALE · /, "");
  let trouble = "";

  // --- what is shown ---

  function span(ms) {
    const s = Math.floor(Math.abs(ms) / 1000);
    const two = (n) => String(n).padStart(2, "0");
    if (s >= 86400) return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
    if (s >= 3600) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} m`;
    if (s >= 60) return `${Math.floor(s / 60)} m ${two(s % 60)} s`;
    return `${s} s`;
  }

  function tick() {
    if (takenAt === -Infinity) return;
    const now = core + (performance.now() - takenAt) * scale;
    for (const clock of document.querySelectorAll("time[data-at]")) {
      const at = Number(clock.dataset.at);
      const text = clock.dataset.form === "since" ? span(Math.max(0, now - at)) : (at >= now ? "in " : "overdue by ") + span(at - now);
      if (clock.textContent !== text) clock.textContent = text;
    }
  }

  // A part without its running clocks: what is left differs only where something changed.
  function withoutClocks(part) {
    const copy = part.cloneNode(true);
    for (const clock of copy.querySelectorAll("time[data-at]")) clock.textContent = "";
    return copy.className + copy.innerHTML;
  }

  function modesOf(page) {
    const found = new Map([["platform", page.querySelector("main")?.dataset.platform ?? "?"]]);
    for (const row of page.querySelectorAll("[data-mode]")) found.set(row.dataset.scope, row.dataset.mode);
    return found;
  }

  function announce(next) {
    const changes = [];
    for (const [scope, mode] of next) {
      const before = modes.get(scope);
      if (before === undefined || before === mode) continue;
      changes.push(`${scope}: ${before} to ${mode}`);
      document.querySelector(`[data-scope="${CSS.escape(scope)}"]`)?.classList.add("changed");
    }
    modes = next;
    if (changes.length === 0) return;
    by("said").textContent = changes.slice(0, 4).join(". ") + (changes.length > 4 ? `. And ${changes.length - 4} more.` : ".");
  }

  function replace(part) {
    const old = by(part.id);
    if (!old) return;
    const now = withoutClocks(part);
    if (shown.get(part.id) === now) return;
    shown.set(part.id, now);
    const open = [...old.querySelectorAll("details[open]")].map((d) => d.id);
    const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.className = part.className;
    old.replaceChildren(...part.childNodes);
    for (const id of open) if (by(id)) by(id).open = true;
    if (focus) by(focus)?.focus({ preventScroll: true });
  }

  function take(page) {
    const main = page.querySelector("main");
    if (!main) throw new Error("the answer is not the status page");
    for (const part of page.querySelectorAll("[data-part]")) replace(part);
    // Parts that one page has and the other has not (a node that was starting): only a whole page is right then.
    if ([...page.querySelectorAll("[data-part]")].some((p) => !by(p.id))) {
      location.reload();
      return;
    }
    document.querySelector("header .sub").textContent = page.querySelector("header .sub").textContent;
    document.querySelector("h1").textContent = page.querySelector("h1").textContent;
    by("icon").href = page.querySelector("#icon").href;
    by("status").dataset.platform = main.dataset.platform;
    title = page.title.replace(/^STALE · /, "");
    announce(modesOf(page));
    core = Number(main.dataset.core);
    scale = Number(main.dataset.scale) || 1;
    if (main.dataset.fresh !== "yes") {
      stale(page.querySelector("#stale-why").textContent.trim() || "The node is starting.");
      return;
    }
    takenAt = performance.now();
    takenOn = Date.now();
    trouble = "";
    filter();
    tick();
    look();
  }

  // --- whether it can be trusted ---

  function stale(why) {
    trouble = why;
    look();
  }

  // A clock that was set makes this long at worst, and then the page is stale until the next word.
  function silent() {
    return Math.max(performance.now() - takenAt, Date.now() - takenOn);
  }

  function look() {
    const silence = silent();
    let why = trouble;
    if (!why && silence > STALE_AFTER) why = `No word from the node for ${span(silence)}.`;
    const isStale = why !== "";
    const bar = by("stale");
    document.body.classList.toggle("stale", isStale);
    if (isStale && by("stale-why").textContent !== why) by("stale-why").textContent = why;
    bar.hidden = !isStale;
    document.title = (isStale ? "STALE · " : "") + title;
    const link = by("link");
    const at = core > 0 ? new Date(core).toISOString().slice(0, 19).replace("T", " ") + " UTC" : "never";
    const live = source !== null && source.readyState === EventSource.OPEN;
    const [kind, word] = isStale ? ["lost", "not live"] : live ? ["live", "live"] : ["polling", "asking every 5 s"];
    const text = isStale ? `${word}, last known as of ${at}` : `${word}, as of ${at}`;
    link.className = `link ${kind}`;
    if (link.textContent !== text) link.textContent = text;
  }

  async function ask() {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    try {
      do {
        askAgain = false;
        const answer = await fetch("./", { cache: "no-store", signal: AbortSignal.timeout(ASK_TIMEOUT) });
        if (!answer.ok) throw new Error(`the node answers ${answer.status}`);
        take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } while (askAgain);
    } catch (lost) {
      stale(lost.name === "TypeError" ? "The node cannot be reached." : lost.name === "TimeoutError" ? "The node does not answer." : `${lost.message}.`);
    } finally {
      asking = false;
    }
  }

  // --- the stream ---

  function connect() {
    clearTimeout(retry);
    source?.close();
    const stream = new EventSource("v1/events");
    source = stream;
    stream.addEventListener("status", () => {
      wait = FIRST_WAIT;
      ask();
    });
    stream.addEventListener("stalled", (event) => {
      let why = "the node's loop stands still";
      try {
        why = JSON.parse(event.data).detail;
      } catch {
        why += ", and its word is not to be read";
      }
      stale(`${why[0].toUpperCase()}${why.slice(1)}.`);
    });
    stream.addEventListener("error", () => {
      if (source !== stream) return;
      stream.close();
      source = null;
      // The page itself decides: a node that still answers is asked again and again, one that does not is stale at once.
      ask();
      retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  function wake() {
    if (document.hidden) return;
    look();
    if (silent() > HEARTBEAT) {
      wait = FIRST_WAIT;
      connect();
    }
    ask();
  }

  // --- finding a scope ---

  function filter() {
    const wanted = by("filter").value.trim().toLowerCase();
    let found = 0;
    let all = 0;
    for (const row of document.querySelectorAll("#scopes [data-scope], #causes [data-scope]")) {
      const fits = row.dataset.scope.toLowerCase().includes(wanted);
      row.hidden = !fits;
      if (row.closest("#scopes")) {
        all += 1;
        found += fits ? 1 : 0;
      }
    }
    const free = by("free");
    if (free && wanted !== "") free.open = true;
    by("found").textContent = wanted === "" ? "" : `${found} of ${all}`;
  }

  for (const part of document.querySelectorAll("[data-part]")) shown.set(part.id, withoutClocks(part));
  if (by("filter")) {
    by("search").hidden = false;
    by("filter").addEventListener("input", filter);
  }
  const main = by("status");
  core = Number(main.dataset.core);
  scale = Number(main.dataset.scale) || 1;
  if (main.dataset.fresh === "yes") {
    takenAt = performance.now();
    takenOn = Date.now();
  }
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  addEventListener("pagehide", () => source?.close());
  setInterval(() => {
    tick();
    look();
  }, 1000);
  setInterval(() => {
    if (source === null || source.readyState !== EventSource.OPEN) ask();
  }, HEARTBEAT);
  look();
  connect();
})();
