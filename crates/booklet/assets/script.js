// Search, filters and copying. Without it every page reads as well.
"use strict";

const filters = document.getElementById("filters");
if (filters) {
  const fields = ["search", "verdict", "grade", "chapter"].map((name) => document.getElementById(name));
  const [search, verdict, grade, chapter] = fields;
  const problems = [...document.querySelectorAll("li[data-text]")];
  const status = document.getElementById("status");

  // Up to three letters have to begin a word: KL is not in "weakly".
  const finder = (word) => {
    const start = /^\p{L}{1,3}$/u.test(word) && new RegExp(`(?<!\\p{L})${word}`, "u");
    return start ? (text) => start.test(text) : (text) => text.includes(word);
  };

  const apply = () => {
    const finders = search.value.toLowerCase().split(/\s+/).filter(Boolean).map(finder);
    const shown = (data) =>
      finders.every((finds) => finds(data.text)) &&
      (!verdict.value || data.verdict === verdict.value) &&
      (!grade.value || data.grades.split(" ").includes(grade.value)) &&
      (!chapter.value || data.chapter === chapter.value);
    let count = 0;
    for (const problem of problems) {
      problem.hidden = !shown(problem.dataset);
      count += problem.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll("section.chapter")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    document.body.classList.toggle("listed", fields.some((field) => field.value));
    status.textContent = count
      ? `${count} of ${problems.length} problems`
      : "No problem has all of this. Fewer words find more; “Show all” starts anew.";
  };

  filters.hidden = false;
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of fields) field.value = "";
    apply();
  });
  apply();
}

// Where the clipboard is closed, as it may be to files, the text is selected for the person to copy.
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text.textContent);
    return "Copied";
  } catch {
    text.closest("details").open = true;
    getSelection().selectAllChildren(text);
    return document.execCommand("copy") ? "Copied" : "Selected: copy it with the keyboard";
  }
};

for (const button of document.querySelectorAll("button.copy")) {
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.textContent = await copy(document.getElementById(button.dataset.copies));
    setTimeout(() => { button.textContent = name; }, 2000);
  });
}

// What scrolls sideways can be reached with the keyboard; what does not is no stop on the way.
const reach = () => {
  for (const box of document.querySelectorAll(".formula, .case, pre")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "scrolls sideways");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
};
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
addEventListener("load", reach);

// What an address names is opened.
const reveal = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  named?.closest("details")?.setAttribute("open", "");
};
addEventListener("hashchange", reveal);
reveal();
