// Keeps the progress of films fresh, and loads the page again once one of them is through.

const EVERY_MS = 1000;
const list = document.querySelector("[data-poll]");

async function look() {
  let states;
  try {
    const answer = await fetch(list.dataset.poll);
    if (!answer.ok) throw new Error(answer.status);
    states = new Map((await answer.json()).map((state) => [state.clip_id, state]));
  } catch {
    return true; // the app may be starting again
  }
  for (const row of list.querySelectorAll(".progress")) {
    const state = states.get(row.dataset.clip);
    if (!["queued", "running"].includes(state?.state)) {
      location.reload();
      return false;
    }
    row.querySelector("progress").value = state.percent;
    row.querySelector(".words").textContent = state.words;
  }
  return true;
}

async function watch() {
  while (list.querySelector(".progress") && (await look())) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
}

if (list) watch();
