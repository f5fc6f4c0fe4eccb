/* A form that keeps itself on the server while somebody types: two seconds after an input, and on leaving a field or
   the page. Without this script the buttons save. Nothing is kept in the browser. */
(function () {
  "use strict";
  const PAUSE = 2000;
  const RETRY = 5000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const words = form.querySelector("[data-autosave-words]");
  const score = document.querySelector("[data-autosave-score]");
  const hidden = (name) => form.querySelector('input[name="' + name + '"]');
  let dirty = false;
  let stopped = false;
  let timer = 0;
  let running = null;
  let composing = false; /* half a word in an input method is no word yet */

  const say = (text, wrong) => {
    words.textContent = text;
    words.classList.toggle("autosave-wrong", Boolean(wrong));
  };
  const plan = (wait) => {
    if (!timer && !stopped) timer = setTimeout(save, wait);
  };
  const rest = () => {
    clearTimeout(timer);
    timer = 0;
  };

  /* What came back: kept, somebody else was first, refused, or not even from here (the login has run out). */
  const take = async (answer) => {
    if (!(answer.headers.get("Content-Type") || "").includes("json")) {
      stopped = true;
      return say("没有保存：登录已过期或没有权限。内容仍在本页，请在新窗口重新登录后再保存。", true);
    }
    const told = await answer.json();
    if (answer.ok) {
      hidden("version").value = told.version;
      hidden("seen").value = told.seen;
      score.innerHTML = told.score;
      return say(told.words);
    }
    if (told.code === "conflict" || told.code === "illegal_state") stopped = true;
    say("没有自动保存：" + told.words + (told.code === "conflict" ? "点“" + main().textContent.trim() + "”可逐项核对。" : ""), true);
  };
  const main = () => form.querySelector("button.btn-primary");

  const send = async (leaving) => {
    dirty = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        keepalive: Boolean(leaving),
        redirect: "follow",
      });
      if (answer.status >= 500) throw new Error("server");
      await take(answer);
    } catch (error) {
      dirty = true;
      say(navigator.onLine ? "保存失败，正在重试（内容仍在本页）" : "网络已断开，恢复后自动重试（内容仍在本页）", true);
      plan(RETRY);
    }
  };
  const save = (leaving) => {
    rest();
    if (!dirty || stopped || form.dataset.sent) return running;
    if (composing && leaving !== true) return plan(PAUSE);
    if (running) return running.then(() => save(leaving));
    running = send(leaving === true).finally(() => {
      running = null;
      if (dirty) plan(PAUSE);
    });
    return running;
  };

  const changed = (event) => {
    if (event.target.type === "hidden") return;
    dirty = true;
    plan(PAUSE);
  };
  form.addEventListener("compositionstart", () => (composing = true));
  form.addEventListener("compositionend", () => (composing = false));
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", () => dirty && save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("online", () => dirty && save());
  window.addEventListener("beforeunload", (event) => {
    if (dirty && stopped && !form.dataset.sent) event.preventDefault();
  });

  /* A button waits for what is on its way, so that a form never meets its own last save. */
  form.addEventListener("submit", (event) => {
    rest();
    if (!running) return;
    const button = event.submitter;
    event.preventDefault();
    event.stopPropagation();
    dirty = false;
    running.finally(() => form.requestSubmit(button));
  });
})();
