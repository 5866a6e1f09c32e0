package io.boosterbeacon.it.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What differs between products: how one is laid out, started, and asked to deploy. */
interface Server {
    /** The product that this run of the suite is for. */
    static Server underTest(Node node, Setup setup) {
        return switch (ServerUnderTest.name()) {
            case "payara-micro" -> new PayaraMicro(node);
            case "wildfly" -> new WildFly(node, setup);
            case "open-liberty" -> new OpenLiberty(node, setup);
            case "glassfish" -> new GlassFish(node);
            case "tomee" -> new TomEe(node, setup);
            default ->
                throw new IllegalArgumentException("it.server is \"" + ServerUnderTest.name()
                        + "\"; accepted: payara-micro, wildfly, open-liberty, glassfish, tomee");
        };
    }

    /**
     * Makes the node's folder and tells how to start it.
     *
     * @param wars deployed already when the server starts
     */
    ProcessBuilder layOut(List<Path> wars) throws IOException;

    /** Whether it has started, by what it has logged. */
    boolean isUp(String log);

    /** The folder where it looks for WARs while it runs; empty if it deploys only when it starts. */
    Optional<Path> dropFolder();

    /**
     * How a deployment went, if it is over.
     *
     * @param log what the server has said since it was asked
     */
    Optional<Outcome> outcome(String war, String log);

    /** Whether a WAR that was taken away is gone. */
    boolean isUndeployed(String war, String log);

    /** Where MicroProfile Health answers: at the root of the server (MicroProfile Health §5). */
    default URI readiness(URI application, String rest) {
        return application.resolve("/health/ready");
    }

    Node node();

    /** Which of the files of {@code server-config} a server is started with. */
    enum Setup {
        /** What every user needs. */
        USUAL,
        /** Also what users of enterprise beans want: Open Liberty with a user registry. */
        ENTERPRISE_BEANS,
        /** Less than usual: WildFly without MicroProfile; TomEE as it comes. */
        REDUCED
    }

    /** The end of a deployment. */
    enum Outcome {
        DEPLOYED,
        FAILED
    }
}
