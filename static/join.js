// The square picture's address carries a one-use token behind "#", which the browser sends nowhere by itself.
const token = location.hash.slice(1);
if (token) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("code").value = token;
  document.getElementById("page").submit();
}
