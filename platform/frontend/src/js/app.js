// Everything the pages do beyond links and forms. Each act also works without this file.
import htmx from "htmx.org";
import { watchAutosave } from "./autosave.js";
import { watchDialogs } from "./dialogs.js";
import { drawFigures, purgeFigures } from "./figures.js";
import { watchForms } from "./forms.js";
import { watchImport } from "./importing.js";
import { watchLists } from "./lists.js";
import { placeRemarks, watchReview } from "./review.js";
import { watchRows } from "./rows.js";
import { watchShell } from "./shell.js";

// No eval and no injected style: both would need a weaker content security policy.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true });

const watchers = [watchAutosave, watchForms, watchImport, watchLists, watchReview, watchRows, drawFigures, placeRemarks];

function enliven(root) {
  watchers.forEach((watch) => watch(root));
}

watchShell();
watchDialogs();
enliven(document);
document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && enliven(event.detail.elt));
document.addEventListener("htmx:beforeCleanupElement", (event) => purgeFigures(event.detail.elt));
