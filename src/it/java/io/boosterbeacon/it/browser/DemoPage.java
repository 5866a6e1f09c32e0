package io.boosterbeacon.it.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.Wait;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The demo page in a browser, with what a user can click and see. */
public final class DemoPage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final ChromeDriver browser;

    private DemoPage(ChromeDriver browser) {
        this.browser = browser;
    }

    public static DemoPage open() {
        return new DemoPage(Browser.open());
    }

    /** Reloads the page, which forgets what was done before. */
    public void load(URI root) {
        browser.get(root.toString());
    }

    /** Clicks a button, and waits until the action is over; the button is disabled meanwhile. */
    public void click(String id) {
        WebElement button = browser.findElement(By.id(id));
        button.click();
        patiently().until(page -> button.isEnabled());
    }

    public void choose(String id, String value) {
        new Select(browser.findElement(By.id(id))).selectByValue(value);
    }

    public String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    public void awaitText(String id, String part) {
        patiently().until(page -> text(id).contains(part));
    }

    public String attribute(String css, String name) {
        String value = browser.findElement(By.cssSelector(css)).getDomAttribute(name);
        return value == null ? "" : value;
    }

    public List<String> texts(String css) {
        return browser.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** The whole text of the newest entry of the request log. */
    public String newestRequest() {
        return browser.findElement(By.cssSelector("#log > li")).getText();
    }

    /** The page's own errors; what the browser logs of refused requests is expected. */
    public List<String> complaints() {
        return browser.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    public void show(int width, String colors) {
        browser.manage().window().setSize(new Dimension(width, 1000));
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
    }

    public boolean scrollsSideways() {
        return (Boolean) browser.executeScript("return document.documentElement.scrollWidth > window.innerWidth");
    }

    public void photograph(Path file) throws IOException {
        Object png = browser.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data");
        Files.write(file, Base64.getDecoder().decode(String.valueOf(png)));
    }

    private Wait<WebDriver> patiently() {
        return new WebDriverWait(browser, PATIENCE).pollingEvery(GLANCE);
    }

    @Override
    public void close() {
        browser.quit();
    }
}
