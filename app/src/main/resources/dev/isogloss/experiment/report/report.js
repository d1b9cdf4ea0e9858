
(function () {
  const chosen = {};
  const buttons = document.querySelectorAll('.switch button');
  const panels = document.querySelectorAll('.panel');
  function show() {
    buttons.forEach(function (button) {
      button.setAttribute('aria-pressed', String(chosen[button.dataset.key] === button.dataset.value));
    });
    panels.forEach(function (panel) {
      panel.hidden = Object.keys(panel.dataset).some(function (key) {
        return key in chosen ? chosen[key] !== panel.dataset[key] : false;
      });
    });
  }
  buttons.forEach(function (button) {
    if (!(button.dataset.key in chosen)) {
      chosen[button.dataset.key] = button.dataset.value;
    }
    button.addEventListener('click', function () {
      const before = button.getBoundingClientRect().top;
      chosen[button.dataset.key] = button.dataset.value;
      show();
      window.scrollBy(0, button.getBoundingClientRect().top - before);
    });
  });
})();
