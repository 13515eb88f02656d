"use strict";
// Puts arrivals at the top as they come. What an entry looks like is the server's
// work: it is fetched as a piece of a page in which every term is escaped.
const timeline = document.getElementById("timeline");
const events = new EventSource(timeline.dataset.events);
events.addEventListener("arrival", async (event) => {
  const id = JSON.parse(event.data).iri;
  const answer = await fetch("entry?id=" + encodeURIComponent(id));
  if (!answer.ok) return;
  const piece = document.createElement("template");
  piece.innerHTML = await answer.text();
  const entry = piece.content.firstElementChild;
  const known = document.getElementById(entry.id);
  if (known) known.replaceWith(entry);
  else timeline.prepend(entry);
  document.getElementById("nothing")?.remove();
});
