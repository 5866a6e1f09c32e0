package io.boosterbeacon.it.archive;

import java.io.File;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR of the build, unchanged. */
public final class DemoArchive {
    private DemoArchive() {}

    public static WebArchive asBuilt() {
        return ShrinkWrap.create(ZipImporter.class, "demo.war")
                .importFrom(file())
                .as(WebArchive.class);
    }

    /** An empty WAR with the libraries of the demo, except those that only the demo needs. */
    public static WebArchive emptyWithLibraries(String name) {
        WebArchive archive = ShrinkWrap.create(WebArchive.class, name);
        asBuilt()
                .getContent(Filters.include("/WEB-INF/lib/(?!nimbus).*\\.jar"))
                .forEach((path, node) -> archive.add(node.getAsset(), path));
        return archive;
    }

    public static File file() {
        return new File(System.getProperty("it.demo.war"));
    }
}
