// Puts the colour scheme a person chose on <html> before anything is drawn, so that the page never flashes.
(() => {
  try {
    const chosen = localStorage.getItem('datalab-theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // Storage is blocked: the system's scheme it is.
  }
})();
