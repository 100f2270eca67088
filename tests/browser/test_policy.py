"""What every walk looks for would be found: a page that is taken over, or that breaks its own policy."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

from tests.browser.hostile import find_planted
from tests.browser.site import Site
from tests.browser.watch import Watch


def test_a_page_that_was_taken_over_would_be_noticed(context: BrowserContext, site: Site) -> None:
    watch = Watch(context, urlsplit(site.url()).netloc)
    page = context.new_page()
    page.goto(site.url())
    assert find_planted(page) == []
    page.evaluate("""() => {
      const script = document.createElement("script");
      try { script.text = "document.title = 'taken'"; } catch { /* Trusted Types */ }
      const picture = document.createElement("img");
      picture.src = "http://evil.test/x.png";
      document.body.append(script, picture, document.createElement("base"));
      return new Promise(done => { picture.onerror = () => setTimeout(done); });
    }""")
    assert page.title() != "taken"
    for refusal in ("policy: img-src", "TrustedScript"):
        watch.forgive(refusal)
    page.evaluate("document.title = 'taken'")
    assert find_planted(page) == [f"hostile words became {name}" for name in ("script", "base", "the title")]
