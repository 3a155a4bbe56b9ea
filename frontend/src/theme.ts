// Light, dark or dim: with the language the only thing that this page keeps in the browser. Nothing of the patient
// is ever stored.
// Until the user chooses, the system decides.

export const THEMES = ["light", "dark", "dim"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "tijdlijn-theme";

const systemDark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

function saved(): Theme | null {
  try {
    const word = window.localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === word) ?? null;
  } catch (error) {
    if (error instanceof DOMException) return null; // a frame whose storage is blocked
    throw error;
  }
}

export const currentTheme = (): Theme => saved() ?? (systemDark().matches ? "dark" : "light");

const apply = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme;
};

export function startTheme(): void {
  apply(currentTheme());
  systemDark().addEventListener("change", () => apply(currentTheme()));
}

export function chooseTheme(theme: Theme): void {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // not kept, but used
  }
  apply(theme);
}
