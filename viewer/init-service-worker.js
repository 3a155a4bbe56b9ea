// No service worker: nothing of a patient stays in this browser.
