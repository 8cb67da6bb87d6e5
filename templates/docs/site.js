// Everything that needs a script. Without one every page is complete: all samples are shown, the contents are links.
"use strict";

(() => {
  const page = document.documentElement;
  const root = document.currentScript.dataset.root;

  // A browser may refuse to remember anything for a page it opened from a folder.
  const memory = {
    get(key) {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, value);
      } catch {
        // the choice holds for this page alone
      }
    },
  };

  const SAMPLES = ["sync", "async", "curl"];
  const remembered = memory.get("sample");
  page.classList.add("js");
  page.dataset.sample = SAMPLES.includes(remembered) ? remembered : "sync";
  if (["light", "dark"].includes(memory.get("theme"))) page.dataset.theme = memory.get("theme");

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // --- samples -------------------------------------------------------------------------------------------------------

  let counted = 0;

  function addTabs(samples) {
    const panels = [...samples.querySelectorAll(":scope > .code")];
    const tabs = element("div", { class: "tabs", role: "tablist", "aria-label": "Form of the sample" });
    samples.classList.toggle("two", panels.length === 2);
    for (const panel of panels) {
      panel.id = `sample-${++counted}`;
      panel.setAttribute("role", "tabpanel");
      const title = panel.querySelector("figcaption").textContent;
      panel.setAttribute("aria-label", title);
      tabs.append(
        element(
          "button",
          { type: "button", role: "tab", "aria-controls": panel.id, "data-sample": panel.dataset.sample },
          title,
        ),
      );
    }
    tabs.addEventListener("click", (event) => {
      if (event.target.dataset.sample) choose(event.target.dataset.sample, event.target);
    });
    tabs.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const buttons = [...tabs.children];
      const at = buttons.indexOf(event.target);
      if (!step || at < 0) return;
      event.preventDefault();
      const next = buttons[(at + step + buttons.length) % buttons.length];
      choose(next.dataset.sample, next);
      next.focus();
    });
    samples.prepend(tabs);
  }

  // The tab that was pressed stays where it is, whatever grows or shrinks above it.
  function choose(sample, pressed) {
    const before = pressed.getBoundingClientRect().top;
    page.dataset.sample = sample;
    memory.set("sample", sample);
    showChoice();
    const moved = pressed.getBoundingClientRect().top - before;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
    makeReachable();
  }

  function showChoice() {
    for (const tabs of document.querySelectorAll(".tabs")) {
      const buttons = [...tabs.children];
      const chosen = buttons.find((button) => button.dataset.sample === page.dataset.sample) ?? buttons[0];
      for (const button of buttons) {
        button.setAttribute("aria-selected", String(button === chosen));
        button.tabIndex = button === chosen ? 0 : -1;
      }
    }
  }

  function addCopy(figure) {
    const button = element("button", { class: "copy", type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      const text = figure.querySelector("code").textContent;
      button.textContent = (await copied(text)) ? "Copied" : "Press Ctrl+C";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    figure.append(button);
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = element("textarea", { readonly: "", style: "position:fixed;opacity:0" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  // What can be scrolled has to be reached by the keyboard (WCAG 2.1.1), and what cannot should not hold it up.
  function makeReachable() {
    const boxes = [...document.querySelectorAll("pre, .table, .panel")];
    if (boxes.length <= 400) makeAllReachable(boxes);
    // To look at all of a large page takes long: each box waits until it is seen.
    else for (const box of boxes) seen.observe(box);
  }

  const seen = new IntersectionObserver((changes) => {
    makeAllReachable(changes.filter((change) => change.isIntersecting).map((change) => change.target));
  });

  function makeAllReachable(boxes) {
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
    boxes.forEach((box, at) => {
      if (wide[at]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  // Attributes have no anchors of their own, for there may be thousands on a page.
  function addAnchors() {
    for (const part of document.querySelectorAll(".model > .members > dt")) {
      part.id = `${part.closest(".model").id}.${part.querySelector("b").textContent}`;
    }
    if (location.hash && !document.querySelector(":target")) location.replace(location.hash);
    for (const part of document.querySelectorAll(".operation[id], .model[id], dt[id], tr[id]")) {
      const link = element("a", { class: "anchor", href: `#${part.id}`, "aria-label": `Link to ${part.id}` });
      const place = part.matches("section") ? part.querySelector("h2") : part.matches("tr") ? part.cells[0] : part;
      place.append(link);
    }
  }

  // --- contents ------------------------------------------------------------------------------------------------------

  // The open page is in sight, however long the contents are.
  function showOpenPage() {
    const open = document.querySelector('.contents [aria-current="page"]');
    const list = open?.closest(".contents");
    if (list && open.offsetTop > list.clientHeight - 200) list.scrollTop = open.offsetTop - 120;
  }

  function followReading() {
    const links = new Map(
      [...document.querySelectorAll('.contents li ul a[href^="#"]')].map((link) => [link.hash.slice(1), link]),
    );
    if (!links.size) return;
    let current = null;
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const link = links.get(entry.target.id);
          if (!entry.isIntersecting || !link || link === current) continue;
          current?.removeAttribute("aria-current");
          current = link;
          link.setAttribute("aria-current", "true");
          const list = link.closest(".contents");
          const [top, height] = [link.offsetTop - list.scrollTop, list.clientHeight];
          if (top < 0 || top > height - 80) list.scrollTop = link.offsetTop - height / 2;
        }
      },
      { rootMargin: "-72px 0px -75% 0px" },
    );
    for (const id of links.keys()) watcher.observe(document.getElementById(id));
  }

  function turnTheme() {
    const dark =
      page.dataset.theme === "dark" ||
      (!page.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    page.dataset.theme = dark ? "light" : "dark";
    memory.set("theme", page.dataset.theme);
  }

  // --- search --------------------------------------------------------------------------------------------------------

  const MOST = 40;
  let dialog = null;
  let entries = null;
  let chosen = 0;

  function load() {
    if (entries) return;
    entries = [];
    const script = element("script", { src: `${root}search.js` });
    script.addEventListener("load", () => {
      entries = window.searchIndex.entries.map(prepared);
      show();
    });
    document.head.append(script);
  }

  // `own` is what the entry is called, `all` what it is found by, `inside` its parts as they are and in small letters.
  function prepared([kind, name, wire, address, beside, inside]) {
    const own = plain(wire ? `${name} ${wire}` : name);
    return { kind, name, wire, address, beside, own, all: `${own} ${beside.toLowerCase()}`, inside, small: inside.toLowerCase() };
  }

  const plain = (text) => {
    const small = text.toLowerCase();
    return `${small} ${small.replace(/[_\W]+/g, "")}`;
  };

  // How well a name answers, or -1. Behind the start of a name, of a word of it, of anything comes the rest.
  function rank(own, all, words, whole) {
    let score = 0;
    for (const word of words) {
      if (!all.includes(word)) return -1;
      const at = own.indexOf(word);
      if (at < 0) continue;
      score += at === 0 || own[at - 1] === " " || own[at - 1] === "_" ? 160 : 80;
    }
    if (own === whole || own.startsWith(`${whole} `) || own.includes(` ${whole} `)) score += 10_000;
    else if (own.startsWith(whole)) score += 100;
    return score;
  }

  // How many match, and the best of them: to sort them all would take longer than to find them.
  function search(text) {
    const whole = text.trim().toLowerCase();
    const words = whole.split(/\s+/).filter(Boolean);
    const best = [];
    let count = 0;
    const add = (score, kind, name, entry, part) => {
      count++;
      const weight = score - kind * 30 - name.length / 10;
      if (best.length === MOST && weight <= best[MOST - 1].weight) return;
      let at = best.length;
      while (at && best[at - 1].weight < weight) at--;
      best.splice(at, 0, { weight, kind, entry, part });
      best.length = Math.min(best.length, MOST);
    };
    const { parts } = window.searchIndex ?? {};
    for (const entry of words.length ? entries : []) {
      const score = rank(entry.own, entry.all, words, whole);
      if (score >= 0) add(score, entry.kind, entry.name, entry);
      // A single letter is in nearly all of them.
      if (whole.length < 2 || !words.some((word) => entry.small.includes(word))) continue;
      for (const part of entry.inside.split("\n")) {
        const small = part.toLowerCase();
        if (!words.some((word) => small.includes(word))) continue;
        const own = small.includes("_") ? plain(small.replace("\t", " ")) : small.replace("\t", " ");
        const found = rank(own, `${own} ${entry.own}`, words, whole);
        if (found >= 0) add(found, parts[entry.kind], part, entry, part);
      }
    }
    return { count, found: best.map(answer) };
  }

  // What is shown of a match: the word for its kind, its names, what stands beside them and where it leads.
  function answer({ kind, entry, part }) {
    const { kinds, pages } = window.searchIndex;
    const address = typeof entry.address === "number" ? `${pages[entry.address]}#${entry.name}` : entry.address;
    if (!part) return { word: kinds[kind], name: entry.name, wire: entry.wire, beside: entry.beside, address };
    const [name, wire] = part.split("\t");
    return { word: kinds[kind], name, wire, beside: entry.name, address: `${address}.${name}` };
  }

  function show() {
    const input = dialog.querySelector("input");
    const list = dialog.querySelector("ul");
    const { count, found } = search(input.value);
    list.replaceChildren(
      ...found.map((entry, at) => {
        const name = entry.wire ? `${entry.name} \u00b7 ${entry.wire}` : entry.name;
        const item = element("li", { role: "option", id: `found-${at}`, "data-address": entry.address }, element("b", {}, name), element("em", {}, entry.word));
        if (entry.beside) item.append(element("span", {}, entry.beside));
        return item;
      }),
    );
    input.setAttribute("aria-expanded", String(count > 0));
    const more = count > MOST ? `, the first ${MOST} are shown` : "";
    dialog.querySelector(".status").textContent = input.value.trim() ? `${count} found${more}` : "Type to search; arrows choose, Enter opens.";
    point(0);
  }

  function point(at) {
    const items = [...dialog.querySelectorAll("li")];
    chosen = Math.max(0, Math.min(at, items.length - 1));
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    const input = dialog.querySelector("input");
    if (items.length) input.setAttribute("aria-activedescendant", `found-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
    items[chosen]?.scrollIntoView({ block: "nearest" });
  }

  function go(item) {
    if (!item) return;
    dialog.close();
    location.href = root + item.dataset.address;
  }

  function addSearch() {
    dialog = element("dialog", { class: "search", "aria-label": "Search" });
    dialog.innerHTML =
      '<form method="dialog"><input type="search" role="combobox" aria-label="Search" aria-expanded="false"' +
      ' aria-controls="found" aria-autocomplete="list" autocomplete="off" spellcheck="false"' +
      ' placeholder="Method, path, parameter, model, guide"><button>Close</button></form>' +
      '<ul id="found" role="listbox" aria-label="Found" tabindex="-1"></ul><p class="status" role="status"></p>';
    const input = dialog.querySelector("input");
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) point(chosen + step);
      else if (event.key === "Enter") go(dialog.querySelectorAll("li")[chosen]);
      else return;
      event.preventDefault();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
      go(event.target.closest("li"));
    });
    document.body.append(dialog);
  }

  function openSearch() {
    if (dialog.open) return;
    load();
    dialog.showModal();
    dialog.querySelector("input").select();
    show();
  }

  // --- a page --------------------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !control) return;
    event.preventDefault();
    openSearch();
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".samples").forEach(addTabs);
    document.querySelectorAll(".code, .signature").forEach(addCopy);
    showChoice();
    addAnchors();
    showOpenPage();
    addSearch();
    makeReachable();
    followReading();
    document.querySelector(".find").addEventListener("click", openSearch);
    document.querySelector(".theme").addEventListener("click", turnTheme);
    document.addEventListener("toggle", makeReachable, true);
    addEventListener("resize", makeReachable);
    document.querySelector(".menu").addEventListener("click", (event) => {
      if (location.hash !== "#contents") return;
      event.preventDefault();
      location.hash = "#content";
    });
  });
})();
