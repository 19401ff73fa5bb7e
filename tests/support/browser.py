"""A real Chromium of its own for a test, and the few things a reader does with it."""

from __future__ import annotations

import base64
import ctypes
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from support.patience import LONG, T, until

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]
WIDE, PHONE = 1440, 390
SETTLED = 60  # after so long a page has the form of a new screen [s]
PR_CAPBSET_DROP, CAP_SYS_NICE = 24, 23  # linux/prctl.h, linux/capability.h


def demand() -> None:
    """Leave a test out where the machine has no Chromium; where nothing may be left out, fail it."""
    if shutil.which("chromedriver") and (shutil.which("chromium") or shutil.which("chrome")):
        return
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium and chromedriver are needed; nothing may be left out here")
    pytest.skip("no Chromium: apt-get install chromium chromium-driver fonts-noto-cjk")


class Reader:
    """Someone in front of the pages.

    Parameters
    ----------
    driver
        The browser.
    base
        Address of the portal.
    """

    def __init__(self, driver: webdriver.Chrome, base: str) -> None:
        self.driver = driver
        self.base = base

    def width(self, pixels: int, height: int = 900) -> None:
        """Hold a screen of this width."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": pixels < 500},
        )

    def speak(self, language: str) -> None:
        """Read in Chinese (`zh-hans`) or English (`en`)."""
        self.carry({"django_language": language})

    def carry(self, cookies: Mapping[str, str], *, alone: bool = False) -> None:
        """Carry cookies from now on, beside those that are there or alone; no page is asked for."""
        if alone:
            self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        for name, value in cookies.items():
            told = {"name": name, "value": value, "url": self.base}
            assert self.driver.execute_cdp_cmd("Network.setCookie", told)["success"], name

    @contextmanager
    def away(self) -> Iterator[None]:
        """Be out of the network; nothing is switched off before the domain is switched on."""
        self.driver.execute_cdp_cmd("Network.enable", {})
        off = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", off)
        try:
            assert not self.driver.execute_script("return navigator.onLine")
            yield
        finally:
            on = off | {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
            self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", on)
            self.driver.execute_cdp_cmd("Network.disable", {})

    def forget(self) -> None:
        """Be somebody new to the portal: no cookies, no keys, nothing kept."""
        self.open("/robots.txt")
        self.driver.delete_all_cookies()
        kept = {"origin": self.base, "storageTypes": "all"}
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", kept)

    def without_script(self, *, off: bool = True) -> None:
        """Turn JavaScript off, or on again."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": off})

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        self.driver.get(urljoin(self.base, path))

    def follow(self, words: str) -> None:
        """Click the first link that shows these words, and wait for the next page."""
        link = self.driver.find_element(By.PARTIAL_LINK_TEXT, words)
        self.click(link)

    def press(self, element: WebElement) -> None:
        """Bring an element to the middle of the window and click it, whatever comes of it."""
        middle = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
        self.driver.execute_script(middle, element)
        element.click()

    def click(self, what: WebElement | str) -> None:
        """Click an element, or what a selector names, and wait until the page has gone."""
        before = self.driver.find_element(By.TAG_NAME, "html")

        def clicked() -> bool:
            self.press(self.one(what) if isinstance(what, str) else what)
            return True

        self.surely(clicked) if isinstance(what, str) else clicked()
        WebDriverWait(self.driver, LONG).until(lambda _d: self._gone(before))
        WebDriverWait(self.driver, LONG).until(
            lambda d: d.execute_script(
                "return document.readyState === 'complete' && document.body?.childElementCount > 0"
            )
        )

    @staticmethod
    def _gone(element: WebElement) -> bool:
        with suppress(Exception):
            element.is_enabled()
            return False
        return True

    def one(self, selector: str) -> WebElement:
        """Find what a selector names."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """Find all that a selector names."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def surely(self, act: Callable[[], T]) -> T:
        """Do something with what the page may replace meanwhile, by itself: then do it again."""

        def tried() -> list[T]:
            with suppress(StaleElementReferenceException):
                return [act()]
            return []

        return until(tried)[0]

    def said(self, selector: str) -> str:
        """What the first of those says that a selector names, once there is one."""
        try:
            self.wait_for(lambda: bool(self.all(selector)))
        except TimeoutException:
            page = f"{self.driver.current_url}: {self.text[:800]}"
            raise AssertionError(f"expected {selector}; got {page}") from None
        return self.surely(lambda: self.one(selector).text)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something that the page does by itself is done."""
        passing = (StaleElementReferenceException,)
        wait = WebDriverWait(self.driver, LONG, ignored_exceptions=passing)
        wait.until(lambda _driver: condition())

    @property
    def text(self) -> str:
        """What the page says."""
        return self.one("body").text

    @property
    def answer(self) -> str:
        """The first line of the page."""
        return self.said(".say")

    def overflow(self) -> int:
        """By how much the page is wider than the screen. [px]"""
        wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.driver.execute_script(wide))

    def fits(self, pixels: int) -> bool:
        """Tell whether the page is no wider than such a screen, once its charts are drawn for it."""
        self.width(pixels)
        wait = WebDriverWait(self.driver, SETTLED, poll_frequency=0.1)
        with suppress(TimeoutException):
            wait.until(lambda _driver: self.overflow() <= 0)
        return self.overflow() <= 0

    def complaints(self) -> list[str]:
        """What the console says is wrong."""
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] == "SEVERE"]

    def picture(self, path: Path, *, tallest: int = 2600) -> None:
        """Take the page as a picture, from its top to a greatest height."""
        self.driver.execute_script("return document.fonts.ready.then(() => true)")
        size = "return [document.documentElement.clientWidth, document.body.scrollHeight]"
        width, height = self.driver.execute_script(size)
        self.width(width, min(height, tallest))
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))


def _meek() -> None:
    """Give up the right to go before others: run by root, Chromium takes it from what it shows."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SYS_NICE, 0, 0, 0)


@contextmanager
def before(pages: type[BaseHTTPRequestHandler]) -> Iterator[Reader]:
    """Open a browser before pages that a test answers itself, until the block ends."""
    demand()
    server = ThreadingHTTPServer(("127.0.0.1", 0), pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with reader(f"http://127.0.0.1:{server.server_address[1]}") as someone:
            yield someone
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def reader(base: str, *, eager: bool = False) -> Iterator[Reader]:
    """Open a browser with a profile of its own until the block ends.

    Parameters
    ----------
    base
        Address of the portal.
    eager
        A page is there once its text and scripts are: pictures and fonts may still be on their way.
    """
    demand()
    with tempfile.TemporaryDirectory(prefix="qingtian-browser-") as profile:
        options = webdriver.ChromeOptions()
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.page_load_strategy = "eager" if eager else "normal"
        service = Service(shutil.which("chromedriver"), popen_kw={"preexec_fn": _meek})
        driver = webdriver.Chrome(options=options, service=service)
        driver.set_page_load_timeout(LONG)
        driver.set_script_timeout(LONG)
        try:
            yield Reader(driver, base)
        finally:
            driver.quit()
