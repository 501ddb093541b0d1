// The page's own hands: clicks on marks, chips and tools become gradio events; keys, zoom, copy and the phone's drawer.
window.pg = (() => {
  const find = (event, selector) => event.target.closest(selector);
  let zoom = 1;

  function conversation(element, trigger) {
    element.addEventListener("click", (event) => {
      let hit;
      if ((hit = find(event, ".pg-mark"))) {
        document.body.classList.add("pg-open");
        trigger("select", { paper: hit.dataset.paper, page: hit.dataset.page, ids: hit.dataset.ids });
      } else if ((hit = find(event, "[data-send]"))) trigger("submit", { text: hit.dataset.send });
      else if ((hit = find(event, "[data-export]"))) trigger("download", { form: hit.dataset.export, paper: hit.dataset.paper });
      else if (find(event, "[data-retry]")) trigger("submit", { retry: "1" });
      else if ((hit = find(event, "[data-copy]"))) copyCard(hit);
    });
  }

  function copyCard(button) {
    const card = button.closest(".pg-card").cloneNode(true);
    card.querySelectorAll(".pg-copy").forEach((each) => each.remove());
    card.style.cssText = "position:fixed;left:-9999px;top:0";
    document.body.append(card);
    navigator.clipboard.writeText(card.innerText.replace(/\n{3,}/g, "\n\n").trim()).then(() => {
      const word = button.textContent;
      button.textContent = "✓";
      setTimeout(() => (button.textContent = word), 1200);
    });
    card.remove();
  }

  function papers(element, trigger) {
    element.addEventListener("click", (event) => {
      const hit = find(event, "[data-switch]");
      if (hit) trigger("select", { switch: hit.dataset.switch });
    });
  }

  function viewer(element, trigger, watch) {
    element.addEventListener("click", (event) => {
      let hit;
      if ((hit = find(event, "[data-tab]"))) trigger("select", { tab: hit.dataset.tab });
      else if ((hit = find(event, "[data-turn]"))) trigger("select", { turn: hit.dataset.turn });
      else if ((hit = find(event, "[data-zoom]"))) magnify(element, Number(hit.dataset.zoom));
      else if ((hit = find(event, "[data-translate]"))) trigger("edit", { label: hit.dataset.translate });
      else if ((hit = find(event, ".pg-mark"))) trigger("select", { paper: hit.dataset.paper, page: hit.dataset.page, ids: "" });
      else if ((hit = find(event, "[data-goto]"))) trigger("select", { goto: hit.dataset.page });
      else if (find(event, "[data-close]")) document.body.classList.remove("pg-open");
    });
    element.addEventListener("change", (event) => {
      if (event.target.matches(".pg-goto")) trigger("select", { goto: event.target.value });
    });
    watch("value", () => {
      magnify(element, 0);
      const sheet = element.querySelector(".pg-sheet");
      const lit = element.querySelector(".pg-lit");
      if (!sheet) return;
      sheet.scrollTop = lit ? Math.max(0, lit.offsetTop - sheet.clientHeight / 3) : 0;
    });
  }

  function magnify(element, step) {
    zoom = Math.min(3, Math.max(0.5, zoom * (step > 0 ? 1.2 : step < 0 ? 1 / 1.2 : 1)));
    const page = element.querySelector(".pg-page");
    if (page) page.style.width = `${zoom * 100}%`;
  }

  function save(file) {
    const { name, type, data } = JSON.parse(file);
    const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, [contenteditable]");
    if (event.key === "Escape") {
      document.querySelector("#pg-box .stop-button")?.click();
      document.body.classList.remove("pg-open");
    } else if (!typing && (event.key === "ArrowLeft" || event.key === "ArrowRight"))
      document.querySelector(`.pg-viewer [data-turn="${event.key === "ArrowLeft" ? -1 : 1}"]:not([disabled])`)?.click();
  });

  return { conversation, papers, viewer, save };
})();
