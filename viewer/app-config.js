// Our configuration of OHIF, which reads `window.config` before it starts. OHIF itself is not changed.
//
// The address names the studies, current one first (`StudyInstanceUIDs`), and the language (`lng`). Everything is
// asked of `/dw` of this origin, with the ticket in its cookie. Nothing can be saved: there is no STOW-RS here, and
// whatever would make something to save or to download is not in the toolbars.
(() => {
  "use strict";

  // ONNX Runtime, which OHIF brings along, takes its own address from the script that is running and else from Node's
  // `__filename`. No script is running when a style sheet is the last file to come, and then nothing of OHIF began.
  globalThis.__filename = `${location.origin}/`;

  const query = new URLSearchParams(location.search);
  const uids = (query.get("StudyInstanceUIDs") ?? "").split(",").filter(Boolean);
  const language = query.get("lng") === "en" ? "en" : "nl";
  const words = {
    nl: {
      name: "Tijdlijn · volledige viewer",
      notSaved: "Opslaan staat uit: metingen vervallen bij sluiten",
      current: "HUIDIG",
      prior: "EERDER",
      later: "LATER",
      sameDay: "zelfde dag",
      days: (n) => `${n} ${n === 1 ? "dag" : "dgn"}`,
      weeks: (n) => `${n} wk`,
      months: (n) => `${n} mnd`,
      years: (n) => `${n} jr`,
      institution: "Instelling",
      noInstitution: "instelling niet vermeld",
      patient: "Patiënt",
      compare: "Huidig naast eerder",
    },
    en: {
      name: "Timeline · full viewer",
      notSaved: "Saving is off: measurements go when you close",
      current: "CURRENT",
      prior: "PRIOR",
      later: "LATER",
      sameDay: "same day",
      days: (n) => `${n} ${n === 1 ? "day" : "days"}`,
      weeks: (n) => `${n} wk`,
      months: (n) => `${n} mo`,
      years: (n) => `${n} yr`,
      institution: "Institution",
      noInstitution: "institution not given",
      patient: "Patient",
      compare: "Current beside prior",
    },
  }[language];

  // What the holders' manifests say of each study, by StudyInstanceUID: date, and institution as it was called then.
  const studies = new Map();

  async function readStudies() {
    const answer = await fetch("/dw/studies", { headers: { Accept: "application/dicom+json" } });
    if (!answer.ok) return;
    for (const study of await answer.json()) {
      const value = (tag) => study[tag]?.Value?.[0];
      studies.set(value("0020000D"), { date: value("00080020"), institution: value("00080080") });
    }
  }

  const day = (text) => {
    const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? "");
    return parts === null ? null : Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  };

  // How much older than the current study, or how much later, as the timeline's own side-by-side counts and says it.
  function ageOf(date) {
    const [current, other] = [day(studies.get(uids[0])?.date), day(date)];
    if (current === null || other === null) return null;
    const [from, to] = [new Date(Math.min(current, other)), new Date(Math.max(current, other))];
    const days = Math.round((to - from) / 86_400_000);
    const isShort = to.getUTCDate() < from.getUTCDate() ? 1 : 0;
    const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth() - isShort;
    return { isLater: other > current, inWords: inWords(days, months) };
  }

  function inWords(days, months) {
    if (days === 0) return words.sameDay;
    if (days < 21) return words.days(days);
    if (months < 3) return words.weeks(Math.round(days / 7));
    if (months < 24) return words.months(months);
    const halves = Math.round(months / 6);
    return words.years(`${Math.floor(halves / 2)}${halves % 2 === 1 && halves < 20 ? "½" : ""}`);
  }

  function placeOf(instance) {
    if (query.get("current") === "none") return "";
    if (instance?.StudyInstanceUID === uids[0]) return words.current;
    const age = ageOf(studies.get(instance?.StudyInstanceUID)?.date ?? instance?.StudyDate);
    return age === null ? words.prior : `${age.isLater ? words.later : words.prior} (${age.inWords})`;
  }

  const overlay = (id, title, contentF) => ({ id, inheritsFrom: "ohif.overlayItem", label: "", title, contentF });
  const pictured = ({ instance, referenceInstance }) => instance ?? referenceInstance;
  const overlays = [
    overlay("tijdlijn.place", "", (shown) => placeOf(pictured(shown))),
    overlay("tijdlijn.institution", words.institution, (shown) => {
      const instance = pictured(shown);
      return studies.get(instance?.StudyInstanceUID)?.institution ?? instance?.InstitutionName ?? words.noInstitution;
    }),
  ];
  const patientOverlays = [
    overlay("tijdlijn.patient", words.patient, (shown) => {
      const instance = pictured(shown);
      const name = shown.formatters.formatPN(instance?.PatientName);
      const born = shown.formatters.formatDate(instance?.PatientBirthDate);
      return [name, born].filter(Boolean).join(" · ");
    }),
  ];

  // The series that is shown first: with pictures, and beside the current one the most like it.
  const alike = (attribute, weight) => ({ attribute, weight, constraint: { equals: { value: true } } });
  const selector = (index) => ({
    studyMatchingRules: [
      { attribute: "studyInstanceUIDsIndex", from: "options", required: true, constraint: { equals: { value: index } } },
    ],
    seriesMatchingRules: [
      { attribute: "numImageFrames", weight: 1, required: true, constraint: { greaterThan: { value: 0 } } },
      ...(index === 0 ? [] : [alike("tijdlijnSameModality", 10), alike("tijdlijnSameDescription", 5)]),
    ],
  });
  const viewport = (study, series = 0) => ({
    viewportOptions: { viewportType: "stack", toolGroupId: "default", allowUnmatchedView: true },
    displaySets: [{ id: `study${study}`, matchedDisplaySetsIndex: series }],
  });
  const stage = (id, rows, columns, viewports, minViewportsMatched = viewports.length) => ({
    id,
    name: id,
    stageActivation: { enabled: { minViewportsMatched } },
    viewportStructure: { layoutType: "grid", properties: { rows, columns } },
    viewports,
  });
  // The current study stands left, in every row that has a prior beside it.
  const stages = {
    1: () => [stage("1x1", 1, 1, [viewport(0)])],
    2: () => [
      stage("1x2", 1, 2, [viewport(0), viewport(1)]),
      stage("2x2", 2, 2, [viewport(0), viewport(1), viewport(0, 1), viewport(1, 1)]),
    ],
    3: () => [stage("2x2", 2, 2, [viewport(0), viewport(1), viewport(0), viewport(2)], 1)],
    4: () => [stage("2x2", 2, 2, [viewport(0), viewport(1), viewport(2), viewport(3)], 1)],
  };
  const protocol = {
    id: "tijdlijn.compare",
    name: words.compare,
    description: words.compare,
    protocolMatchingRules: [],
    toolGroupIds: ["default"],
    numberOfPriorsReferenced: uids.length - 1,
    displaySetSelectors: Object.fromEntries(uids.slice(0, 4).map((_, index) => [`study${index}`, selector(index)])),
    defaultViewport: viewport(0, -1),
    stages: stages[Math.min(Math.max(uids.length, 1), 4)](),
  };

  const sameAsCurrent = (keyword) => (displaySet, { displaySetMatchDetails, allDisplaySets }) => {
    const uid = displaySetMatchDetails?.get("study0")?.displaySetInstanceUID;
    const current = allDisplaySets?.find((one) => one.displaySetInstanceUID === uid);
    return current !== undefined && current[keyword] === displaySet[keyword];
  };

  const extension = {
    id: "tijdlijn",
    async preRegistration({ servicesManager }) {
      const { hangingProtocolService } = servicesManager.services;
      const like = "as the current study's";
      hangingProtocolService.addCustomAttribute("tijdlijnSameModality", like, sameAsCurrent("Modality"));
      hangingProtocolService.addCustomAttribute("tijdlijnSameDescription", like, sameAsCurrent("SeriesDescription"));
      await readStudies();
    },
    getHangingProtocolModule: () => [{ name: protocol.id, protocol }],
  };

  // No tour, no dialog; the browser keeps only these two words, which say nothing of anybody.
  localStorage.setItem("shownTours", JSON.stringify(["basicViewerTour"]));
  localStorage.setItem("i18nextLng", language);

  import("/session.js");

  const root = `${location.origin}/dw`;
  window.config = {
    name: "tijdlijn",
    routerBasename: null,
    extensions: [extension],
    modes: [],
    modesConfiguration: {
      "@ohif/mode-basic": {
        routeName: { $set: "compare" },
        hangingProtocol: { $set: protocol.id },
        toolbarSections: {
          primary: { $set: ["MeasurementTools", "Zoom", "Pan", "WindowLevel", "Layout", "MoreTools"] },
          "viewportActionMenu.topLeft": { $set: ["orientationMenu"] },
          MoreTools: {
            $set: [
              "Reset", "rotate-right", "flipHorizontal", "ImageSliceSync", "ReferenceLines", "StackScroll", "invert",
              "Probe", "Cine", "Angle", "CobbAngle", "Magnify", "TagBrowser", "WindowLevelRegion",
            ],
          },
        },
        // The panels on the right offer to store and to download.
        routes: { 0: { layoutInstance: { props: { rightPanels: { $set: [] } } } } },
      },
    },
    showStudyList: false,
    showPatientInfo: "disabled",
    showWarningMessageForCrossOrigin: false,
    showErrorDetails: "production",
    investigationalUseDialog: { option: "never" },
    maxNumberOfWebWorkers: 3,
    maxNumRequests: { interaction: 20, thumbnail: 6, prefetch: 6 },
    studyPrefetcher: { enabled: true, displaySetsCount: 2, maxNumPrefetchRequests: 6, order: "closest" },
    whiteLabeling: {
      createLogoComponentFn: (React) =>
        React.createElement(
          "div",
          { className: "text-white leading-tight whitespace-nowrap", "data-tijdlijn": "name" },
          React.createElement("div", { className: "text-base" }, words.name),
          React.createElement("div", { className: "text-xs" }, words.notSaved),
        ),
    },
    customizationService: [
      {
        // Only the studies of the address: no search by patient number.
        "studyBrowser.studyMode": { $set: "primary" },
        "viewportOverlay.topLeft": { $unshift: overlays },
        "viewportOverlay.topRight": { $push: patientOverlays },
      },
    ],
    defaultDataSourceName: "tijdlijn",
    dataSources: [
      {
        namespace: "@ohif/extension-default.dataSourcesModule.dicomweb",
        sourceName: "tijdlijn",
        configuration: {
          friendlyName: "Tijdlijn",
          name: "tijdlijn",
          qidoRoot: root,
          wadoRoot: root,
          wadoUriRoot: root,
          qidoSupportsIncludeField: false,
          supportsReject: false,
          supportsStow: false,
          dicomUploadEnabled: false,
          imageRendering: "wadors",
          thumbnailRendering: "wadors",
          enableStudyLazyLoad: true,
          supportsFuzzyMatching: false,
          supportsWildcard: false,
          omitQuotationForMultipartRequest: true,
          singlepart: "bulkdata,video,pdf",
          bulkDataURI: { enabled: true, relativeResolution: "studies" },
        },
      },
    ],
  };
})();
