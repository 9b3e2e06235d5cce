// Before the first paint: the theme and contrast that the reader chose. See src/scripts/theme.ts.
for (const name of ['theme', 'contrast']) {
  try {
    const value = localStorage.getItem(`conntriage.${name}`);
    if (value) document.documentElement.setAttribute(`data-${name}`, value);
  } catch {
    // Storage is switched off: the system decides.
  }
}
