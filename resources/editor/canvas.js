// The canvas of the visual editor. It runs in a world of its own in a page that has no scripts; all it knows comes
// from the window over one channel, and every text goes back there to be cleaned before it is kept.
"use strict";

(() => {
  const paper = document.getElementById("paper");
  const line = document.getElementById("line");
  const nodes = new Map();
  const pictures = new Map();
  const WAIT = 200;
  const NO_MARK = 500;
  const unmarked = new Map();
  const marks = new Set();
  const late = new Set();
  const behind = new Set();
  let isWriting = false;
  let bridge = null;
  let chosen = "";
  let waiting = null;
  let lastRange = null;
  let drag = null;
  let number = 0;
  let moveWords = "";

  // -- what the window tells -------------------------------------------------------------------------------------

  const commands = {
    update(message) {
      if (message.theme) {
        for (const [name, value] of Object.entries(message.theme)) document.documentElement.style.setProperty(name, value);
      }
      for (const part of message.blocks || []) fill(part);
      if (message.order) arrange(message.order);
      if (message.number !== undefined) number = message.number;
      if (message.phone !== undefined) document.body.classList.toggle("phone", message.phone);
      if (message.dark !== undefined) document.body.classList.toggle("dark", message.dark);
      if (message.hint !== undefined) paper.querySelector(".hint").textContent = message.hint;
      if (message.move !== undefined) moveWords = message.move;
      if (message.chosen !== undefined) choose(message.chosen, message.scroll);
      fit();
      if (message.phone !== undefined && nodes.has(chosen)) nodes.get(chosen).scrollIntoView({ block: "nearest" });
    },
    picture(message) {
      pictures.set(message.id, message.address);
      for (const image of shownPictures(paper, message.id)) image.src = message.address;
    },
    format(message) { format(message.what, message.value); },
    chip(message) { insertChip(message.html, message.replace); },
    edit(message) { edit(nodes.get(message.id), message.end); },
    focus() { if (document.activeElement === document.body) { const node = nodes.get(chosen) || paper.querySelector(".block"); if (node) node.focus(); } },
    over(message) { showLine(placeAt(message.x, message.y, message.kind)); },
    out() { line.style.display = "none"; },
    drop(message) {
      const place = placeAt(message.x, message.y, message.kind);
      line.style.display = "none";
      const node = blockAt(message.x, message.y);
      bridge.dropped(message.what, place.index, place.parent, place.column, node ? node.dataset.id : "");
    },
    refresh(message) {
      const id = message.blocks[0].id;
      if (!behind.delete(id) && nodes.has(id) && focusedIn(nodes.get(id))) return;  // somebody is back, and types
      commands.update(message);
    },
    settle(message) {
      flush();
      if (marks.delete(message.mark)) { bridge.settled(message.asked); return; }
      unmarked.set(message.mark, message.asked);
      if (document.hidden) noMark(message.mark); else setTimeout(noMark, NO_MARK, message.mark);
    },
  };

  // Keys reach this page by another way than what the window tells: those pressed before it asked may come after it. So
  // the window sends a mark behind them whenever it asks, keys that nobody presses; when that is here, all are.
  addEventListener("keydown", (event) => {
    if (!event.ctrlKey || !event.altKey || !/^F(1[3-9]|2[0-4])$/.test(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const mark = event.key + (event.shiftKey ? "+" : "");
    if (unmarked.has(mark)) settled(mark); else if (!late.delete(mark)) marks.add(mark);
  }, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden) [...unmarked.keys()].forEach(noMark); });

  function settled(mark) {
    flush();
    if (unmarked.has(mark)) bridge.settled(unmarked.get(mark));
    unmarked.delete(mark);
  }

  // A page that is out of sight gets no keys.
  function noMark(mark) { if (unmarked.has(mark)) bounce(3, () => { if (unmarked.has(mark)) late.add(mark); settled(mark); }); }

  // Not by a timer, which waits for a second in a page that is out of sight.
  function bounce(times, then) {
    if (!times) { then(); return; }
    const ball = new MessageChannel();
    ball.port1.onmessage = () => bounce(times - 1, then);
    ball.port2.postMessage(0);
  }

  function shownPictures(within, id) { return within.querySelectorAll(`img[data-picture="${CSS.escape(id)}"]`); }

  function fill(part) {
    let node = nodes.get(part.id);
    if (!node) {
      node = document.createElement("section");
      node.className = "block";
      node.dataset.id = part.id;
      node.setAttribute("role", "group");
      node.tabIndex = -1;
      nodes.set(part.id, node);
    }
    node.dataset.kind = part.kind;
    node.setAttribute("aria-label", part.label);
    if (part.html !== undefined) write(node, part.html);
    for (const place of node.querySelectorAll(':scope > .inside > [contenteditable="true"]')) {
      place.setAttribute("role", "textbox");
      place.setAttribute("aria-label", part.role);
      place.setAttribute("aria-multiline", String(!place.classList.contains("plain") && !place.classList.contains("single")));
    }
    let tag = node.querySelector(":scope > .shown-if");
    if (part.shown && !tag) {
      tag = document.createElement("div");
      tag.className = "shown-if";
      node.append(tag);
    }
    if (tag) { if (part.shown) tag.textContent = part.shown; else tag.remove(); }
  }

  function write(node, html) {
    if (waiting && node.contains(waiting.place)) {
      flush();
      behind.add(node.dataset.id);
      bridge.left(node.dataset.id);  // what was typed meanwhile comes back with everything else
    }
    const had = focusedIn(node);
    const before = new Map([...node.querySelectorAll("img[data-picture]")].map((image) => [image.dataset.picture, image]));
    isWriting = true;
    node.innerHTML = `<div class="handle" aria-hidden="true"></div>${html}`;
    isWriting = false;
    node.firstChild.title = moveWords;
    for (const image of node.querySelectorAll("img[data-picture]")) {
      const old = before.get(image.dataset.picture);
      const address = pictures.get(image.dataset.picture);
      if (old && old.src) {  // a picture that is painted already is not unpacked again
        old.alt = image.alt;
        old.style.cssText = image.style.cssText;
        image.replaceWith(old);
      } else if (address) image.src = address; else bridge.pictureMissing(image.dataset.picture);
    }
    if (had) edit(node, true);
  }

  function arrange(order) {
    const known = new Set();
    const put = (container, items) => {
      let at = [...container.children].find((one) => one.classList.contains("block")) || null;
      for (const [id, columns] of items) {
        known.add(id);
        const node = nodes.get(id);
        if (node === at) at = at.nextElementSibling;
        else container.insertBefore(node, at);
        (columns || []).forEach((inner, number) =>
          put(node.querySelector(`:scope > .inside > .columns > [data-column="${number}"]`), inner));
      }
    };
    const active = document.activeElement;
    put(paper, order);
    if (active !== document.activeElement && document.contains(active)) active.focus({ preventScroll: true });
    for (const [id, node] of nodes) if (!known.has(id)) { node.remove(); nodes.delete(id); }
    paper.classList.toggle("empty", order.length === 0);
    if (nodes.has(chosen) && !nodes.get(chosen).classList.contains("chosen")) choose(chosen);
  }

  function choose(id, scroll) {
    if (chosen && nodes.has(chosen)) { nodes.get(chosen).classList.remove("chosen"); nodes.get(chosen).removeAttribute("aria-current"); }
    for (const old of paper.querySelectorAll('.block[tabindex="0"]')) old.tabIndex = -1;
    chosen = id;
    const node = nodes.get(id);
    const stop = node || paper.querySelector(".block");
    if (stop) stop.tabIndex = 0;
    if (!node) return;
    node.classList.add("chosen");
    node.setAttribute("aria-current", "true");
    if (scroll) node.scrollIntoView({ block: "nearest" });
    if (document.activeElement && document.activeElement !== document.body && blockOf(document.activeElement) !== node) {
      document.activeElement.blur();
      node.focus({ preventScroll: !scroll });
    } else if (document.activeElement === document.body && document.hasFocus()) node.focus({ preventScroll: !scroll });
  }

  function fit() {
    const narrow = document.documentElement.clientWidth < 480;
    document.body.style.setProperty("--side", narrow ? "8px" : "16px");
    const room = document.documentElement.clientWidth - (narrow ? 16 : 32);
    const wanted = document.body.classList.contains("phone") ? 360 :
      parseInt(getComputedStyle(document.documentElement).getPropertyValue("--width"), 10) || 600;
    paper.style.width = `${wanted}px`;
    paper.style.zoom = Math.min(1, room / wanted);
  }

  // -- texts -----------------------------------------------------------------------------------------------------

  function field(target) { return target && target.closest ? target.closest('[contenteditable="true"]') : null; }
  function focused() { return field(document.activeElement); }
  function focusedIn(node) { const at = focused(); return at && node.contains(at) ? at : null; }
  function blockOf(target) { return target && target.closest ? target.closest(".block") : null; }

  function edit(node, end) {
    const place = node && node.querySelector(':scope > .inside > [contenteditable="true"]');
    if (!place) { if (node) node.focus(); return; }
    place.focus();
    const range = document.createRange();
    range.selectNodeContents(place.lastElementChild && /^(P|DIV)$/.test(place.lastElementChild.tagName) ? place.lastElementChild : place);
    range.collapse(!end);
    select(range);
  }

  function select(range) {
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function note(place) {
    if (waiting && waiting.place !== place) flush();
    if (waiting) return;
    waiting = { place, timer: setTimeout(flush, WAIT) };
  }

  function flush() {
    if (!waiting) return;
    const { place, timer } = waiting;
    clearTimeout(timer);
    waiting = null;
    const node = blockOf(place);
    if (node) bridge.edited(node.dataset.id, place.dataset.name, place.innerHTML, place.classList.contains("plain"), number);
  }

  function restore() {
    const place = focused();
    if (place && document.getSelection().rangeCount) return place;
    if (lastRange && field(lastRange.startContainer.parentElement || lastRange.startContainer) &&
        blockOf(lastRange.startContainer.parentElement) && document.contains(lastRange.startContainer)) {
      const found = field(lastRange.startContainer.nodeType === 1 ? lastRange.startContainer : lastRange.startContainer.parentElement);
      if (found && (!chosen || blockOf(found).dataset.id === chosen)) {
        found.focus();
        select(lastRange);
        return found;
      }
    }
    edit(nodes.get(chosen), true);
    return focused();
  }

  function format(what, value) {
    const place = restore();
    if (!place || place.classList.contains("plain")) return;
    if (what === "link") {
      const anchor = document.getSelection().anchorNode;
      const old = anchor && (anchor.nodeType === 1 ? anchor : anchor.parentElement).closest("a");
      if (old && place.contains(old) && document.getSelection().isCollapsed) {
        const range = document.createRange();
        range.selectNodeContents(old);
        select(range);
      }
      if (value && document.getSelection().isCollapsed) {
        const made = document.createElement("a");
        made.href = value;
        made.textContent = value;
        document.execCommand("insertHTML", false, made.outerHTML);
      } else document.execCommand(value ? "createLink" : "unlink", false, value);
    } else if (!(place.classList.contains("single") && /List$/.test(what))) document.execCommand(what, false, null);
    note(place);
    flush();
    tellState();
  }

  function insertChip(html, replace) {
    const place = restore();
    if (!place) return;
    if (replace) {
      const old = place.querySelector(".chip.open") || paper.querySelector(".chip.open");
      if (old) { const range = document.createRange(); range.selectNode(old); select(range); }
    }
    // Not insertHTML: at the end of a paragraph it puts what cannot be edited behind the paragraph.
    const made = document.createElement("template");
    made.innerHTML = html;
    const chip = made.content.firstElementChild;
    const range = document.getSelection().getRangeAt(0);
    range.deleteContents();
    range.insertNode(chip);
    const next = chip.nextSibling;
    if (next && next.nodeName === "BR" && !next.nextSibling) next.remove();
    range.setStartAfter(chip);
    range.collapse(true);
    select(range);
    note(place);
    flush();
  }

  function openChip(chip) {
    for (const other of paper.querySelectorAll(".chip.open")) other.classList.remove("open");
    chip.classList.add("open");
    bridge.chipWanted(chip.dataset.field, chip.dataset.fallback || "");
  }

  function chipAtCursor() {
    const { startContainer: at, startOffset: offset } = document.getSelection().getRangeAt(0);
    const beside = at.nodeType === 1 ? [at.childNodes[offset], at.childNodes[offset - 1]] :
      [offset === at.length && at.nextSibling, offset === 0 && at.previousSibling];
    return beside.find((one) => one && one.classList && one.classList.contains("chip"));
  }

  function stateNow() {
    const place = focused();
    const at = document.getSelection().anchorNode;
    const element = at && (at.nodeType === 1 ? at : at.parentElement);
    const link = place && element && element.closest("a");
    const rich = Boolean(place && place.classList.contains("rich"));
    const on = (name) => rich && document.queryCommandState(name);
    return { editing: Boolean(place), rich, single: Boolean(place && place.classList.contains("single")), bold: on("bold"),
      italic: on("italic"), underline: on("underline"), insertUnorderedList: on("insertUnorderedList"),
      insertOrderedList: on("insertOrderedList"), link: link ? link.getAttribute("href") : "" };
  }

  let said = "";
  function tellState() {
    const now = JSON.stringify(stateNow());
    if (now !== said) { said = now; bridge.state(now); }
  }

  document.addEventListener("input", (event) => { const place = field(event.target); if (place) note(place); });
  document.addEventListener("focusout", (event) => {
    const place = field(event.target);
    if (!place || isWriting) return;  // nobody leaves a text by its being written anew
    flush();
    const node = blockOf(place);
    if (node && document.hasFocus()) bridge.left(node.dataset.id);
  });
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.rangeCount && focused()) lastRange = selection.getRangeAt(0).cloneRange();
    if (bridge) tellState();
  });
  function pick(node) {
    if (blockOf(document.activeElement) !== node) node.focus({ preventScroll: true });  // columns contain the blocks in them
    if (node.dataset.id !== chosen) { choose(node.dataset.id); bridge.chosen(node.dataset.id); }
  }
  document.addEventListener("focusin", (event) => { const node = blockOf(event.target); if (node) pick(node); if (bridge) tellState(); });
  document.addEventListener("beforeinput", (event) => {
    if (/^history/.test(event.inputType)) { event.preventDefault(); flush(); bridge.pressed(event.inputType === "historyUndo" ? "undo" : "redo"); }
  });
  document.addEventListener("paste", (event) => {
    const place = field(event.target) || focused();
    const data = event.clipboardData;
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    event.preventDefault();
    if (!html && !text) { if (data.items.length || data.files.length) bridge.pastedPicture(); return; }
    if (!place) return;
    const shape = ["plain", "single"].find((one) => place.classList.contains(one)) || "";
    if (!html) { document.execCommand("insertText", false, shape ? text.replace(/\s+/g, " ") : text); return; }
    bridge.cleaned(html, shape, (clean) => {
      if (restore() === place) { document.execCommand("insertHTML", false, clean); note(place); }
    });
  });
  document.addEventListener("drop", (event) => event.preventDefault());
  document.addEventListener("dragstart", (event) => event.preventDefault());

  // -- mouse -----------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    if (event.target.closest("a")) event.preventDefault();
    const chip = event.target.closest(".chip");
    const node = blockOf(event.target);
    if (!node) { choose(""); bridge.chosen(""); return; }
    if (chip && field(chip)) {
      const range = document.createRange();
      range.selectNode(chip);
      field(chip).focus();
      select(range);
    } else if (!field(event.target)) {
      pick(node);
      if (event.target.closest(".no-picture")) bridge.pictureWanted(node.dataset.id);
    }
  });
  document.addEventListener("dblclick", (event) => {
    const chip = event.target.closest(".chip");
    const node = blockOf(event.target);
    if (chip && field(chip)) openChip(chip);
    else if (node && event.target.closest(".picture")) bridge.pictureWanted(node.dataset.id);
  });

  document.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.classList.contains("handle")) return;
    const node = blockOf(event.target);
    event.preventDefault();
    flush();
    node.focus({ preventScroll: true });
    drag = { node, x: event.clientX, y: event.clientY, begun: false, place: null };
    event.target.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.begun && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5) return;
    drag.begun = true;
    document.body.classList.add("dragging");
    drag.node.classList.add("dragged");
    if (event.clientY < 40) scrollBy(0, -14);
    if (event.clientY > innerHeight - 40) scrollBy(0, 14);
    drag.place = placeAt(event.clientX, event.clientY, drag.node.dataset.kind, drag.node);
    showLine(drag.place);
  });
  document.addEventListener("pointerup", () => endDrag(true));
  document.addEventListener("pointercancel", () => endDrag(false));

  function endDrag(really) {
    if (!drag) return;
    const { node, place, begun } = drag;
    drag = null;
    line.style.display = "none";
    document.body.classList.remove("dragging");
    node.classList.remove("dragged");
    if (really && begun && place) bridge.moved(node.dataset.id, place.index, place.parent, place.column);
  }

  function blockAt(x, y) { return blockOf(document.elementFromPoint(x, y)); }

  function placeAt(x, y, kind, moving) {
    let container = paper;
    if (kind !== "columns") {
      const under = document.elementsFromPoint(x, y).find((one) => one.classList.contains("column"));
      if (under && !(moving && moving.contains(under))) {
        const box = blockOf(under).getBoundingClientRect();
        if (y > box.top + 8 && y < box.bottom - 8) container = under;
      }
    }
    const blocks = [...container.children].filter((one) => one.classList.contains("block"));
    let index = blocks.findIndex((one) => { const box = one.getBoundingClientRect(); return y < box.top + box.height / 2; });
    if (index < 0) index = blocks.length;
    const parent = container === paper ? "" : blockOf(container).dataset.id;
    return { index, parent, column: parent ? Number(container.dataset.column) : 0, container, blocks };
  }

  function showLine(place) {
    const { container, blocks, index } = place;
    const box = container.getBoundingClientRect();
    let y = box.top;
    if (blocks.length) y = index < blocks.length ? blocks[index].getBoundingClientRect().top : blocks[blocks.length - 1].getBoundingClientRect().bottom;
    line.style.display = "block";
    line.style.left = `${box.left + scrollX}px`;
    line.style.width = `${box.width}px`;
    line.style.top = `${y + scrollY - 1}px`;
  }

  // -- keyboard --------------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    const key = event.key;
    const command = event.ctrlKey || event.metaKey;
    const place = focused();
    const press = (what) => { event.preventDefault(); flush(); bridge.pressed(what); };
    if (drag && key === "Escape") { endDrag(false); return; }
    if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) return press(key === "ArrowUp" ? "up" : "down");
    if (command && !event.altKey) {
      const letter = key.toLowerCase();
      if (letter === "z") return press(event.shiftKey ? "redo" : "undo");
      if (letter === "y") return press("redo");
      if (letter === "d") return press("duplicate");
      const formats = { b: "bold", i: "italic", u: "underline" };
      if (place && formats[letter]) { event.preventDefault(); return format(formats[letter]); }
      if (place && letter === "k") return press("link");
      if (place && event.shiftKey && event.code === "Digit7") { event.preventDefault(); return format("insertOrderedList"); }
      if (place && event.shiftKey && event.code === "Digit8") { event.preventDefault(); return format("insertUnorderedList"); }
    }
    if (place) {
      const chip = key === "F2" && chipAtCursor();
      if (chip) { event.preventDefault(); openChip(chip); return; }
      if (key === "Escape") { event.preventDefault(); blockOf(place).focus(); }
      if (key === "Enter" && place.classList.contains("plain")) { event.preventDefault(); blockOf(place).focus(); }
      if (key === "Enter" && place.classList.contains("single")) {
        event.preventDefault();
        if (event.shiftKey) document.execCommand("insertLineBreak"); else press("after");
      }
      return;
    }
    const node = nodes.get(chosen);
    if (command || event.altKey) return;
    const all = [...paper.querySelectorAll(".block")];
    const at = all.indexOf(node);
    const steps = { ArrowUp: node ? at - 1 : all.length - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 };
    if (key in steps) {
      event.preventDefault();
      const next = all[steps[key]];
      if (next) { pick(next); next.scrollIntoView({ block: "nearest" }); }
    } else if (node && (key === "Enter" || key === "F2")) {
      event.preventDefault();
      if (node.querySelector(":scope > .inside > .picture, :scope > .inside > .no-picture")) bridge.pictureWanted(chosen);
      else edit(node, true);
    } else if (node && (key === "Delete" || key === "Backspace")) press("delete");
  });

  addEventListener("resize", fit);
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.execCommand("styleWithCSS", false, false);

  new QWebChannel(qt.webChannelTransport, (channel) => {
    bridge = channel.objects.bridge;
    bridge.told.connect((text) => { const message = JSON.parse(text); commands[message.do](message); });
    bridge.ready();
  });
})();
