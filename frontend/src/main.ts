import "./icon.svg";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/list.css";
import "./styles/likely.css";
import "./styles/filters.css";
import "./styles/band.css";
import "./styles/pane.css";
import "./styles/concerns.css";
import "./styles/marks.css";
import "./styles/suggestions.css";
import "./styles/narrow.css";
import "./styles/print.css";
import { TijdlijnPage } from "./page.ts";
import { startTheme } from "./theme.ts";

startTheme();
customElements.define("tijdlijn-page", TijdlijnPage);
