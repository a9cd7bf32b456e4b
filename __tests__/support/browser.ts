import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

/**
 * Starts the computer's own Chromium.
 *
 * @throws Error where there is none.
 */
export async function startBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ].find((file) => existsSync(file));
  if (executablePath === undefined) {
    throw new Error("This test needs Chromium at /usr/bin/chromium: apt-get install chromium");
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...args] });
}

/** A page with cookies of its own, which waits longer than Playwright's 30 seconds: tests share cores. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(90_000);
  return page;
}
