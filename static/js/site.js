// What every page has. Each module finds its elements by data- attributes, also those that htmx brings later.
import { startCopy } from "./copy.js";
import { startDialogs } from "./dialog.js";
import { startMenus } from "./menu.js";
import { startParts } from "./parts.js";
import { startRows } from "./rows.js";
import { startTabs } from "./tabs.js";
import { startTheme } from "./theme.js";
import { startTime } from "./time.js";
import { startToasts } from "./toast.js";

startTheme();
startMenus();
startDialogs();
startToasts();
startCopy();
startRows();
startTabs();
startTime();
startParts();
