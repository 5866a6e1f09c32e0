package io.boosterbeacon.it;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that the build made, as it is; nothing is added for the tests. */
final class DemoArchive {
    private DemoArchive() {}

    /** The name makes the server put it at the root. */
    static WebArchive atRoot() {
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(file())
                .as(WebArchive.class);
    }

    static File file() {
        return new File(System.getProperty("it.demo.war"));
    }
}
