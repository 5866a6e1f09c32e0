package io.boosterbeacon.it.browser;

import io.boosterbeacon.redis.testing.TempFolder;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The Chromium of this machine; nothing is downloaded. */
public final class Browser {
    // Selenium warns of every Chromium that is newer than itself; the features used here are years old.
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private Browser() {}

    public static boolean isInstalled() {
        return driver().isPresent() && chromium().isPresent();
    }

    public static ChromeDriver open() {
        Path profile = TempFolder.create("beacon-chromium");
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium().orElseThrow())
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--lang=en",
                        "--user-data-dir=" + profile);
        // without both paths, Selenium would ask its manager, which uses the network
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver().orElseThrow())
                .build();
        return new ChromeDriver(service, options);
    }

    private static Optional<File> driver() {
        return find("chromedriver");
    }

    private static Optional<File> chromium() {
        return find("chromium", "chromium-browser", "google-chrome");
    }

    private static Optional<File> find(String... names) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(names)
                .flatMap(name -> Stream.of(path.split(File.pathSeparator, -1)).map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }
}
