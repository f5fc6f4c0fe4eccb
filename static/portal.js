/* Small helps for every page. Without them everything still works: the server is the judge. */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const say = (text) => {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (live.textContent = ""), 8000);
  };

  /* Focus: a refused form speaks first; a link to a field focuses the field itself. */
  const focusSummary = (within) => {
    const summary = within.querySelector("[data-focus]");
    if (summary) summary.focus();
    else if (within.querySelector("[data-work] form")) toWork();
  };

  /* Menu on small screens, large type, dialogs, folding panels. */
  const toggleMenu = (button, open) => {
    document.body.classList.toggle("menu-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const toggleLarge = (button) => {
    const large = root.classList.toggle("large");
    button.setAttribute("aria-pressed", String(large));
    document.cookie = "large_type=" + (large ? "1" : "0") + "; path=/; max-age=31536000; samesite=lax";
    window.dispatchEvent(new Event("resize"));
  };
  const togglePassword = (button) => {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.textContent = show ? "隐藏" : "显示";
    button.setAttribute("aria-pressed", String(show));
  };
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    const menu = document.querySelector("[data-menu-toggle]");
    if (at("[data-menu-toggle]")) toggleMenu(menu, menu.getAttribute("aria-expanded") !== "true");
    else if (menu && !at("#menu")) toggleMenu(menu, false);
    if (at("[data-large-toggle]")) toggleLarge(at("[data-large-toggle]"));
    if (at("[data-open]")) document.getElementById(at("[data-open]").dataset.open).showModal();
    if (at("[data-password]")) togglePassword(at("[data-password]"));
    if (at("[data-print]")) window.print();
    document.querySelectorAll("details[data-closes][open]").forEach((details) => {
      if (!details.contains(event.target) || at("[data-open]")) details.open = false;
    });
  });

  /* A second press of the same button sends nothing; files to download mark their form data-again. */
  const release = () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[data-held]").forEach((button) => {
        button.disabled = false;
        delete button.dataset.held;
      });
    });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "again" in form.dataset || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => {
      form.querySelectorAll("button[type=submit]:not(:disabled)").forEach((button) => {
        button.dataset.held = "1";
        button.disabled = true;
      });
    }, 0);
  });
  window.addEventListener("pageshow", (event) => event.persisted && release());

  /* Dates: typed as people like, or picked; the picker only fills the text field. */
  const addPicker = (input) => {
    if (input.type === "date" || input.closest(".with-button")) return;
    const box = document.createElement("div");
    const picker = document.createElement("input");
    const button = document.createElement("button");
    if (!picker.showPicker) return;
    box.className = "with-button";
    picker.type = "date";
    picker.className = "date-picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.textContent = "选日期";
    input.replaceWith(box);
    box.append(input, picker, button);
    button.addEventListener("click", () => {
      picker.value = /^\d{4}-\d{2}-\d{2}$/.test(input.value) ? input.value : "";
      picker.showPicker();
    });
    picker.addEventListener("change", () => {
      input.value = picker.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  };
  const addReveal = (input) => {
    if (input.closest(".with-button")) return;
    const box = document.createElement("div");
    const button = document.createElement("button");
    box.className = "with-button";
    button.type = "button";
    button.dataset.password = "";
    button.textContent = "显示";
    button.setAttribute("aria-controls", input.id);
    button.setAttribute("aria-pressed", "false");
    input.replaceWith(box);
    box.append(input, button);
  };
  const enhance = (within) => {
    const focused = document.activeElement; /* a field that is moved loses the focus somebody types with */
    within.querySelectorAll(".field-date input, input[data-date]").forEach(addPicker);
    within.querySelectorAll(".field-password input").forEach(addReveal);
    if (document.activeElement !== focused) focused.focus();
  };

  /* Shortcuts: dead while a Chinese input method composes, inside fields, and when switched off. */
  const OFF = "shortcuts-off";
  const shortcutsOn = () => !localStorage.getItem(OFF);
  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
  /* Rows of a list: j and k walk along their links (Enter opens), x picks the row. */
  const rowOf = (node) => node && node.closest("table.data tbody tr");
  const step = (by) => {
    const links = Array.from(document.querySelectorAll("table.data tbody th a"));
    const here = links.findIndex((link) => rowOf(link) === rowOf(document.activeElement));
    const next = links[here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by];
    if (next) next.focus();
  };
  const pick = () => {
    const row = rowOf(document.activeElement);
    const box = row && row.querySelector(".pick input");
    if (box) box.checked = !box.checked;
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    event.target.closest("table").querySelectorAll("tbody .pick input").forEach((box) => (box.checked = event.target.checked));
  });
  let wentAt = -Infinity;
  const go = (key) => {
    const row = document.querySelector('#shortcuts [data-key="' + CSS.escape(key) + '"]:not([hidden])');
    if (row) window.location.assign(row.dataset.path);
  };
  /* Alt+↓ goes on to the next case, Alt+↑ back to the one before, from inside a field too. */
  const goOn = (event) => {
    const way = event.altKey && { ArrowDown: "[data-next]", ArrowUp: "[data-previous]" }[event.key];
    const there = way && document.querySelector(way);
    if (!there || !shortcutsOn()) return;
    event.preventDefault();
    window.location.assign(there.href);
  };
  /* Ctrl+Enter presses the button of the form somebody types in. */
  const send = (event) => {
    const form = event.ctrlKey && event.key === "Enter" && !event.isComposing && event.target.closest("form[method=post]");
    const button = form && form.querySelector("button.btn-primary[type=submit]:not(:disabled)");
    if (!button || !shortcutsOn()) return;
    event.preventDefault();
    form.requestSubmit(button);
  };
  /* What is to be done on a page: its steps, or the form of the step chosen. */
  const work = (within) => within.querySelector("[data-work] a.btn, [data-work] form :is(input:not([type=hidden]), select, textarea, button)");
  const toWork = () => {
    const found = work(document);
    if (found) found.focus();
  };
  const press = (event) => {
    goOn(event);
    send(event);
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!shortcutsOn() || typing(event.target) || document.querySelector("dialog[open]")) return;
    const search = document.getElementById("search");
    if (event.timeStamp - wentAt < 1500) {
      wentAt = -Infinity;
      go(event.key);
    } else if (event.key === "g") wentAt = event.timeStamp;
    else if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "x") pick();
    else if (event.key === "o") toWork();
    else if (event.key === "?" && document.getElementById("shortcuts")) document.getElementById("shortcuts").showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-closes][open]").forEach((details) => {
        details.open = false;
        details.querySelector("summary").focus();
      });
    }
    press(event);
  });
  const prepareShortcuts = () => {
    const box = document.querySelector("[data-shortcuts-on]");
    if (!box) return;
    box.checked = shortcutsOn();
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
    const offered = new Set(Array.from(document.querySelectorAll("#menu a"), (link) => link.getAttribute("href")));
    document.querySelectorAll("#shortcuts [data-path]").forEach((row) => (row.hidden = !offered.has(row.dataset.path)));
    document.querySelector("#shortcuts [data-search]").hidden = !document.getElementById("search");
  };

  /* The search of the top bar shows what it finds while one types; never while an input method composes. */
  const prepareSearch = () => {
    const input = document.getElementById("search");
    const box = document.getElementById("found");
    if (!input || !box) return;
    let asked = "";
    let timer = 0;
    const close = () => (box.hidden = true);
    const show = async () => {
      const text = (asked = input.value.trim());
      if (!text) return close();
      const address = input.form.action + "?q=" + encodeURIComponent(text);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer || !answer.ok || asked !== text) return;
      box.innerHTML = await answer.text();
      box.hidden = false;
      say("找到 " + box.querySelectorAll("li").length + " 条");
    };
    const later = (event) => {
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(show, 250);
    };
    input.addEventListener("input", later);
    input.addEventListener("compositionend", later);
    input.form.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const places = [input, ...box.querySelectorAll("a")];
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") {
        close();
        input.focus();
      } else if (by && !box.hidden) {
        const next = places[places.indexOf(document.activeElement) + by];
        event.preventDefault();
        if (next) next.focus();
      }
    });
    document.addEventListener("click", (event) => input.form.contains(event.target) || close());
    input.form.addEventListener("focusout", (event) => event.relatedTarget && !input.form.contains(event.relatedTarget) && close());
  };

  document.addEventListener("DOMContentLoaded", () => {
    prepareSearch();
    enhance(document);
    prepareShortcuts();
    focusSummary(document);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    enhance(event.target);
    focusSummary(event.target);
    release();
  });
  document.addEventListener("htmx:sendError", () => say("网络已断开，操作没有完成，请稍后重试。"));
  document.addEventListener("htmx:responseError", () => {
    release();
    say("操作没有完成，请刷新页面后重试。");
  });
})();
