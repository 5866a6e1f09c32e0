package io.boosterbeacon.it.archive;

import io.boosterbeacon.it.application.library.LimitedResource;
import io.boosterbeacon.it.application.library.empty.EmptyApplication;
import io.boosterbeacon.it.application.library.listing.ListingApplication;
import java.util.Locale;
import java.util.Optional;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;

/** The ways in which an application declares its JAX-RS resources. */
public enum Form {
    /** Without a subclass of {@code Application}, by the servlet's name (Jakarta REST §2.3.2). */
    NO_APPLICATION(
            null,
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
              <servlet>
                <servlet-name>jakarta.ws.rs.core.Application</servlet-name>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping>
                <servlet-name>jakarta.ws.rs.core.Application</servlet-name>
                <url-pattern>/*</url-pattern>
              </servlet-mapping>
            </web-app>
            """),
    EMPTY_APPLICATION(EmptyApplication.class, null),
    LISTED_CLASSES(ListingApplication.class, null);

    /** What the application needs; another configuration must contain it. */
    public static final String SETTINGS =
            """
            beacon.cache.honor-no-cache=true
            beacon.ratelimit.expose-headers=true
            beacon.ratelimit.tiers."gold".role=gold
            beacon.ratelimit.tiers."gold".factor=3
            beacon.ratelimit.tiers."partner".claim=plan
            beacon.ratelimit.tiers."partner".claim-value=partner
            beacon.ratelimit.tiers."partner".value=2
            """;

    private final Optional<Class<?>> application;
    private final Optional<String> descriptor;

    Form(@Nullable Class<?> application, @Nullable String descriptor) {
        this.application = Optional.ofNullable(application);
        this.descriptor = Optional.ofNullable(descriptor);
    }

    /** The application of {@code it.library} in this form. */
    public WebArchive archive() {
        return archive(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * The application in this form, under another name.
     *
     * @param name unique among the applications on the server
     */
    public WebArchive archive(String name) {
        WebArchive archive = DemoArchive.emptyWithLibraries(name + ".war")
                .addPackage(LimitedResource.class.getPackage())
                .addAsResource(new StringAsset(SETTINGS), "META-INF/microprofile-config.properties")
                // WildFly offers MicroProfile JWT to applications with @LoginConfig, and to those that ask for the
                // module
                .setManifest(new StringAsset(
                        "Manifest-Version: 1.0\nDependencies: org.eclipse.microprofile.jwt.auth.api, jdk.net\n"));
        // on TomEE the enterprise beans of all applications share one namespace
        archive.addAsWebInfResource(
                new StringAsset(
                        """
                        <openejb-jar xmlns="http://tomee.apache.org/xml/ns/openejb-jar">
                          <ejb-deployment ejb-name="Ledger" deployment-id="%s"/>
                        </openejb-jar>
                        """
                                .formatted(name)),
                "openejb-jar.xml");
        application.ifPresent(archive::addClass);
        descriptor.ifPresent(xml -> archive.setWebXML(new StringAsset(xml)));
        return archive;
    }
}
