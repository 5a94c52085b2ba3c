// Search within the page, whatever marks are typed. Works from a stick: nothing is fetched.
(function () {
  "use strict";
  var box = document.getElementById("q");
  if (!box) { return; }
  var told = document.getElementById("found");
  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-find]"));
  var texts = rows.map(function (row) { return plain(row.textContent); });
  function search() {
    var words = plain(box.value).split(/\s+/).filter(Boolean), left = 0;
    rows.forEach(function (row, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      left += fits ? 1 : 0;
    });
    told.textContent = words.length ? "Tìm thấy " + left + " trong " + rows.length + "." : "";
  }
  box.addEventListener("input", search);
  box.form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  if (location.hash.indexOf("#tim=") === 0) { box.value = decodeURIComponent(location.hash.slice(5)); }
  search();
}());
