package io.boosterbeacon.it.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR of the build, unchanged. */
public final class DemoArchive {
    private static final String PROPERTIES = "/WEB-INF/classes/META-INF/microprofile-config.properties";

    private DemoArchive() {}

    public static WebArchive asBuilt() {
        return ShrinkWrap.create(ZipImporter.class, "demo.war")
                .importFrom(file())
                .as(WebArchive.class);
    }

    /** The WAR of the build with further properties. */
    public static WebArchive with(String... properties) {
        WebArchive archive = asBuilt();
        try (InputStream built = archive.get(PROPERTIES).getAsset().openStream()) {
            String all = new String(built.readAllBytes(), UTF_8) + "\n" + String.join("\n", properties) + "\n";
            archive.delete(PROPERTIES);
            archive.add(new StringAsset(all), PROPERTIES);
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty WAR with the libraries of the demo, except those that only the demo and the endpoints need. */
    public static WebArchive emptyWithLibraries(String name) {
        return emptyWithout("nimbus|jose4j|slf4j", name);
    }

    /** The same with the libraries that the endpoints need. */
    public static WebArchive emptyWithJose(String name) {
        return emptyWithout("nimbus", name);
    }

    private static WebArchive emptyWithout(String libraries, String name) {
        WebArchive archive = ShrinkWrap.create(WebArchive.class, name);
        asBuilt()
                .getContent(Filters.include("/WEB-INF/lib/(?!" + libraries + ").*\\.jar"))
                .forEach((path, node) -> archive.add(node.getAsset(), path));
        return archive;
    }

    public static File file() {
        return new File(System.getProperty("it.demo.war"));
    }
}
